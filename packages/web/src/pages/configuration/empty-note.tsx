import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconSeedling } from "@tabler/icons-react";
import { startingPoint } from "./starting-point.ts";

/** Nothing was applied and nothing is written yet: something to begin with. */
export function EmptyNote(props: { readonly onBegin: (text: string) => void }) {
	return (
		<Alert color="blue" icon={<IconSeedling />} title="No configuration yet">
			<Stack gap="xs" align="flex-start">
				<Text size="sm">
					The configuration defines which commands people can run, with whose
					rights, and in which channels. Paste your own or start with an
					example. Nothing takes effect until you apply it.
				</Text>
				<Button
					size="xs"
					variant="default"
					onClick={() => props.onBegin(startingPoint)}
				>
					Start with an example
				</Button>
			</Stack>
		</Alert>
	);
}
