import { Badge, Button, Group, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Difference } from "./difference.tsx";
import { isChanged } from "./editing.ts";
import { countProblems, problemWords } from "./problem.ts";
import type { EditingState } from "./use-editing.ts";
import type { Validation } from "./use-validation.ts";

/** How the text stands, and what can be done with it. */
export function EditorBar(props: {
	readonly state: EditingState;
	readonly behind: boolean;
	readonly validation: Validation;
	readonly onApply: () => void;
	readonly onDiscard: () => void;
}) {
	const { state, validation } = props;
	const { editing } = state;
	const changed = isChanged(editing);
	const [opened, { open, close }] = useDisclosure(false);
	const may = mayApply(props);
	return (
		<Group justify="space-between" gap="xs">
			<Group gap="xs">
				<CheckBadge validation={validation} />
				<Text size="sm" c="dimmed">
					{changeWords(state, validation)}
				</Text>
			</Group>
			<Group gap="xs">
				{changed && !props.behind && (
					<>
						<ConfirmButton
							label="Discard my changes"
							onConfirm={async () => props.onDiscard()}
						>
							The text returns to the version in use, and your changes are lost.
						</ConfirmButton>
						{editing.baseText !== undefined && (
							<Button size="xs" variant="default" onClick={open}>
								View my changes
							</Button>
						)}
					</>
				)}
				<Button
					size="xs"
					onClick={props.onApply}
					// It keeps the focus when there is nothing more to apply.
					aria-disabled={!may}
					{...(may ? {} : { "data-disabled": true })}
				>
					Apply…
				</Button>
			</Group>
			<Modal
				opened={opened}
				onClose={close}
				title="My changes"
				size={1100}
				closeButtonProps={{ "aria-label": "Close" }}
			>
				<Difference
					before={editing.baseText ?? ""}
					after={editing.text}
					beforeLabel={`Version ${editing.base.version}`}
					afterLabel="Your text"
				/>
			</Modal>
		</Group>
	);
}

/** Whether the text may be handed in as it stands. */
export function mayApply(props: {
	readonly state: EditingState;
	readonly behind: boolean;
	readonly validation: Validation;
}): boolean {
	const { state, behind, validation } = props;
	return (
		!behind &&
		isChanged(state.editing) &&
		validation.isCurrent &&
		countProblems(validation.problems).errors === 0
	);
}

function changeWords(
	{ editing, restored }: EditingState,
	{ widens }: Validation,
): string {
	if (!isChanged(editing)) return "No changes";
	const words = restored ? "Restored draft, not applied" : "Not applied";
	return widens.length > 0 ? `${words}; will wait for review` : words;
}

function CheckBadge({ validation }: { readonly validation: Validation }) {
	const { errors, warnings } = countProblems(validation.problems);
	const [color, words] =
		validation.error !== undefined
			? ["yellow", "Not checked"]
			: validation.isCurrent
				? [
						errors > 0 ? "red" : warnings > 0 ? "yellow" : "green",
						problemWords(validation.problems),
					]
				: ["gray", "Checking…"];
	return (
		<Badge color={color ?? "gray"} variant="light" tt="none" role="status">
			{words}
		</Badge>
	);
}
