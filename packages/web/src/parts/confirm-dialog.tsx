import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { ProblemNote } from "./problem-note.tsx";

interface Confirmation {
	/** The title and the name of the button that does it: `Remove prod-eu`. */
	readonly label: string;
	/** What stands on that button, where the label is long: its beginning. */
	readonly short?: string | undefined;
	/** What will happen. */
	readonly children: ReactNode;
	/** What must be typed first, for what cannot be undone. */
	readonly typed?: string | undefined;
	/** Whether it lets something happen, instead of ending or taking away. */
	readonly isGranting?: boolean;
	readonly onConfirm: () => Promise<unknown>;
	readonly onClose: () => void;
}

/** Asks before what should not happen by accident, and shows what went wrong where it asked. */
export function ConfirmDialog(
	props: Confirmation & { readonly opened: boolean },
) {
	return (
		<Modal
			opened={props.opened}
			onClose={props.onClose}
			title={props.label}
			centered
		>
			<Question {...props} />
		</Modal>
	);
}

function Question(props: Confirmation) {
	const [words, setWords] = useState("");
	const [error, setError] = useState<unknown>();
	const [busy, setBusy] = useState(false);
	const ready = props.typed === undefined || words === props.typed;
	const confirm = async (event: FormEvent) => {
		event.preventDefault();
		if (!ready || busy) return;
		setBusy(true);
		setError(undefined);
		try {
			await props.onConfirm();
			props.onClose();
		} catch (failure) {
			setError(failure);
		} finally {
			setBusy(false);
		}
	};
	return (
		<form onSubmit={(event) => void confirm(event)}>
			<Stack>
				<Text component="div" size="sm" style={{ overflowWrap: "anywhere" }}>
					{props.children}
				</Text>
				{props.typed !== undefined && (
					<TextInput
						label={`Type ${props.typed} to confirm`}
						value={words}
						onChange={(event) => setWords(event.currentTarget.value)}
						data-autofocus
						autoComplete="off"
						spellCheck={false}
					/>
				)}
				{error !== undefined && <ProblemNote error={error} />}
				<Group justify="flex-end">
					<Button
						variant="default"
						onClick={props.onClose}
						data-autofocus={props.typed === undefined || undefined}
					>
						Cancel
					</Button>
					<Button
						type="submit"
						{...(props.isGranting ? {} : { color: "red" })}
						disabled={!ready}
						loading={busy}
						aria-label={props.label}
					>
						{props.short ?? props.label}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
