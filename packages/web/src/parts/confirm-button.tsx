import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, type ReactNode, useState } from "react";
import { ProblemNote } from "./problem-note.tsx";

interface ConfirmButtonProps {
	/** The button and the title: `Remove prod-eu`. */
	readonly label: string;
	/** What will happen. */
	readonly children: ReactNode;
	/** What must be typed first, for what cannot be undone. */
	readonly typed?: string | undefined;
	readonly onConfirm: () => Promise<unknown>;
	readonly icon?: ReactNode;
	readonly disabled?: boolean;
}

/** A button for what should not happen by accident: it asks first, and shows what went wrong where it asked. */
export function ConfirmButton(props: ConfirmButtonProps) {
	const [opened, { open, close }] = useDisclosure(false);
	return (
		<>
			<Button
				variant="light"
				color="red"
				size="xs"
				leftSection={props.icon}
				onClick={open}
				disabled={props.disabled ?? false}
			>
				{props.label}
			</Button>
			<Modal opened={opened} onClose={close} title={props.label} centered>
				<Question {...props} onDone={close} />
			</Modal>
		</>
	);
}

function Question(props: ConfirmButtonProps & { readonly onDone: () => void }) {
	const [words, setWords] = useState("");
	const [error, setError] = useState<unknown>();
	const [busy, setBusy] = useState(false);
	const ready = props.typed === undefined || words === props.typed;
	const confirm = async (event: FormEvent) => {
		event.preventDefault();
		if (!ready || busy) return;
		setBusy(true);
		try {
			await props.onConfirm();
			props.onDone();
		} catch (failure) {
			setError(failure);
		} finally {
			setBusy(false);
		}
	};
	return (
		<form onSubmit={(event) => void confirm(event)}>
			<Stack>
				<Text component="div" size="sm">
					{props.children}
				</Text>
				{props.typed !== undefined && (
					<TextInput
						label={`Type ${props.typed} to go on`}
						value={words}
						onChange={(event) => setWords(event.currentTarget.value)}
						data-autofocus
						autoComplete="off"
					/>
				)}
				{error !== undefined && <ProblemNote error={error} />}
				<Group justify="flex-end">
					<Button variant="default" onClick={props.onDone}>
						Leave it
					</Button>
					<Button type="submit" color="red" disabled={!ready} loading={busy}>
						{props.label}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
