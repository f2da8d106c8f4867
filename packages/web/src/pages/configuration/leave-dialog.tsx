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
				Your text is not applied. This tab keeps it as a draft until you close
				the tab or sign out.
			</Text>
			<Group justify="flex-end">
				<Button variant="default" onClick={() => blocker.proceed?.()}>
					Leave
				</Button>
				<Button onClick={stay} data-autofocus>
					Stay
				</Button>
			</Group>
		</Modal>
	);
}
