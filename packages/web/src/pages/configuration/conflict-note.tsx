import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconGitMerge } from "@tabler/icons-react";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { Difference } from "./difference.tsx";
import type { Editing } from "./editing.ts";
import type { Version } from "./version.ts";

/** Somebody applied another version while this one was edited: three ways on, none of which loses anything unasked. */
export function ConflictNote(props: {
	readonly editing: Editing;
	readonly current: Version;
	readonly onKeep: () => void;
	readonly onDiscard: () => void;
}) {
	const { editing, current } = props;
	const [opened, { open, close }] = useDisclosure(false);
	return (
		<Alert
			color="yellow"
			role="alert"
			icon={<IconGitMerge />}
			title={`Version ${current.version} was applied in the meantime`}
		>
			<Stack gap="xs">
				<Text size="sm" style={{ overflowWrap: "anywhere" }}>
					By {plainOutput(current.author) || "someone"}
					{current.note ? `: ${plainOutput(current.note)}` : ""}. Your text is
					based on version {editing.base.version} and cannot be applied as it
					is.
				</Text>
				<Group gap="xs">
					<Button size="xs" variant="default" onClick={open}>
						View differences
					</Button>
					<Button size="xs" variant="default" onClick={props.onKeep}>
						Keep editing on top of version {current.version}
					</Button>
					<ConfirmButton
						label="Discard my text"
						onConfirm={async () => props.onDiscard()}
					>
						The editor returns to version {current.version}, and your text is
						lost.
					</ConfirmButton>
				</Group>
			</Stack>
			<Modal
				opened={opened}
				onClose={close}
				title={`From version ${current.version} to your text`}
				size={1100}
				closeButtonProps={{ "aria-label": "Close" }}
			>
				<Difference
					before={current.yaml}
					after={editing.text}
					beforeLabel={`Version ${current.version}`}
					afterLabel="Your text"
				/>
			</Modal>
		</Alert>
	);
}
