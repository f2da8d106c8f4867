import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";

/** Asks before a page with text that was not applied is left; within the page nothing is asked. */
export function LeaveDialog(props: { readonly unsaved: boolean }) {
	const { unsaved } = props;
	const blocker = useBlocker({
		shouldBlockFn: ({ current, next }) =>
			unsaved && current.pathname !== next.pathname,
		enableBeforeUnload: () => unsaved,
		withResolver: true,
	});
	const stay = () => blocker.reset?.();
	return (
		<Modal
			opened={blocker.status === "blocked"}
			onClose={stay}
			title="Leave without applying?"
			centered
		>
			<Text size="sm" mb="md">
				Your text was not applied. This tab keeps it until you come back, and
				forgets it when it is closed or you sign out.
			</Text>
			<Group justify="flex-end">
				<Button variant="default" onClick={() => blocker.proceed?.()}>
					Leave
				</Button>
				<Button onClick={stay} data-autofocus>
					Stay here
				</Button>
			</Group>
		</Modal>
	);
}
