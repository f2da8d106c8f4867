import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconSeedling } from "@tabler/icons-react";
import { startingPoint } from "./starting-point.ts";

/** Nothing was applied and nothing is written yet: something to begin with. */
export function EmptyNote(props: { readonly onBegin: (text: string) => void }) {
	return (
		<Alert
			color="blue"
			icon={<IconSeedling />}
			title="There is no configuration yet"
		>
			<Stack gap="xs" align="flex-start">
				<Text size="sm">
					It says which commands can be run, with whose rights, and in which
					channels. Paste your own, or begin with a small one; nothing is in use
					before you apply it.
				</Text>
				<Button
					size="xs"
					variant="default"
					onClick={() => props.onBegin(startingPoint)}
				>
					Begin with an example
				</Button>
			</Stack>
		</Alert>
	);
}
