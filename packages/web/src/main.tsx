import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./look/fonts.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { failureOf } from "./data/api-failure.ts";
import { shareStyleNonce, styleNonce } from "./look/style-nonce.ts";
import { cssVariables, theme } from "./look/theme.ts";
import { createAppRouter } from "./router.tsx";

/**
 * A refusal stays one however often it is asked; only what is not available is asked for again. A control plane that does not answer
 * is said at once: when it comes back everything is asked for anew.
 */
const queries = new QueryClient({
	defaultOptions: {
		queries: {
			retry: (count, error) => {
				const { kind, code } = failureOf(error);
				return count < 3 && kind === "unavailable" && code !== "UNREACHABLE";
			},
			refetchOnWindowFocus: true,
			staleTime: 5000,
		},
	},
});

shareStyleNonce();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no root");

createRoot(root).render(
	<StrictMode>
		<MantineProvider
			theme={theme}
			defaultColorScheme="auto"
			cssVariablesResolver={cssVariables}
			getStyleNonce={styleNonce}
		>
			<QueryClientProvider client={queries}>
				<Notifications position="bottom-right" />
				<RouterProvider router={createAppRouter(queries)} />
			</QueryClientProvider>
		</MantineProvider>
	</StrictMode>,
);
