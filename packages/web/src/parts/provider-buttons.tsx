import { Button, Stack } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { providerUrl, type Session } from "../data/session.ts";

/** One way in for each provider; it leads away from the page and comes back to `returnTo`. */
export function ProviderButtons(props: {
	readonly session: Session;
	readonly returnTo: string;
}) {
	return (
		<Stack gap="xs">
			{props.session.providers.map(({ id, name }, index) => (
				<Button
					key={id}
					component="a"
					href={providerUrl(id, props.returnTo)}
					variant={index === 0 ? "filled" : "default"}
					leftSection={<IconLogin2 size={18} aria-hidden />}
					fullWidth
					h="auto"
					mih={36}
					py={7}
					styles={{ label: { whiteSpace: "normal", textAlign: "center" } }}
				>
					Sign in with {name}
				</Button>
			))}
		</Stack>
	);
}
