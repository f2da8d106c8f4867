import { Button, Code, Stack, Text } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { useApiMutation } from "../../data/use-api.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { pluginLogsDocument } from "./documents.ts";

/** The last lines of a plugin in a cluster. They are read when somebody asks, because each reading is recorded. */
export function PluginLogs(props: {
	readonly cluster: string;
	readonly plugin: string;
	readonly kind: "EXECUTOR" | "SOURCE";
}) {
	const { cluster, plugin: key, kind } = props;
	const logs = useApiMutation(pluginLogsDocument);
	const lines = logs.data?.readPluginLogs;
	const isAsked = lines !== undefined;
	return (
		<Stack gap="xs" align="stretch">
			<Button
				size="xs"
				variant="default"
				style={{ alignSelf: "flex-start" }}
				leftSection={<IconFileText size={16} aria-hidden />}
				aria-label={`${isAsked ? "Refresh" : "Read"} logs in ${cluster}`}
				loading={logs.isPending}
				onClick={() => logs.mutate({ cluster, key, kind })}
			>
				{isAsked ? "Refresh logs" : "Read logs"}
			</Button>
			{logs.error && <ProblemNote error={logs.error} />}
			{lines?.length === 0 && (
				<Text size="sm" c="dimmed">
					The plugin has written nothing.
				</Text>
			)}
			{lines && lines.length > 0 && (
				<Code
					block
					mah={320}
					style={{ overflow: "auto", whiteSpace: "pre-wrap" }}
					tabIndex={0}
					role="region"
					aria-label={`Logs in ${cluster}`}
				>
					{lines
						.map(({ at, level, text }) => plainOutput(`${at} ${level} ${text}`))
						.join("\n")}
				</Code>
			)}
		</Stack>
	);
}
