import { Alert, Text } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { WidensList } from "./widens-list.tsx";

/** That a text will not take effect when it is applied but wait, and why; nothing when it will not wait. */
export function WouldWaitNote(props: { readonly widens: readonly string[] }) {
	if (props.widens.length === 0) return null;
	return (
		<Alert
			color="yellow"
			role="status"
			icon={<IconUserCheck />}
			title="This change will wait for a second member"
		>
			<Text size="sm">It widens rights:</Text>
			<WidensList widens={props.widens} />
		</Alert>
	);
}
