import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { failureOf } from "../../data/api-failure.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { Difference } from "./difference.tsx";
import type { Problem } from "./problem.ts";
import { ProblemList } from "./problem-list.tsx";
import type { Version } from "./version.ts";
import { type Waiting, WaitingNote } from "./waiting-note.tsx";

/** What came of handing in a configuration. */
interface ChangeResult {
	readonly configuration: Version | null;
	readonly problems: readonly Problem[];
	readonly waiting?: Waiting | null;
}

export interface Change {
	/** The title and the button: `Apply the configuration`. */
	readonly label: string;
	readonly before: string;
	readonly after: string;
	readonly beforeLabel: string;
	readonly afterLabel: string;
	/** What one should know first. */
	readonly children?: ReactNode;
	readonly send: (note: string | undefined) => Promise<ChangeResult>;
	readonly onDone: (applied: Version) => void;
	/** Another version was applied meanwhile, where somebody else says so and what to do; else it is said here. */
	readonly onConflict?: () => void;
}

/** Shows what a change will change, takes a note, and does it; what keeps it from being done is told here. */
export function ChangeDialog(props: {
	readonly change: Change | undefined;
	readonly onClose: () => void;
}) {
	const { change, onClose } = props;
	return (
		<Modal
			opened={change !== undefined}
			onClose={onClose}
			title={change?.label ?? ""}
			size={1100}
			closeButtonProps={{ "aria-label": "Close" }}
		>
			{change && <ChangeForm change={change} onClose={onClose} />}
		</Modal>
	);
}

function ChangeForm(props: {
	readonly change: Change;
	readonly onClose: () => void;
}) {
	const { change, onClose } = props;
	const [note, setNote] = useState("");
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>();
	const [problems, setProblems] = useState<readonly Problem[]>([]);
	const [waiting, setWaiting] = useState<Waiting | null>();
	const send = async () => {
		setBusy(true);
		setError(undefined);
		try {
			const result = await change.send(note.trim() || undefined);
			setProblems(result.problems);
			setWaiting(result.waiting);
			if (result.configuration) change.onDone(result.configuration);
		} catch (failure) {
			const isConflict = failureOf(failure).kind === "conflict";
			if (isConflict && change.onConflict) change.onConflict();
			else setError(failure);
		} finally {
			setBusy(false);
		}
	};
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!busy) void send();
	};
	return (
		<form onSubmit={submit}>
			<Stack>
				{!waiting && change.children}
				<Difference {...change} />
				{problems.length > 0 && !waiting && (
					<Stack gap={4} role="alert">
						<Text size="sm" fw={600}>
							The configuration was not applied:
						</Text>
						<ProblemList problems={problems} onGo={onClose} />
					</Stack>
				)}
				{waiting && <WaitingNote waiting={waiting} />}
				{error !== undefined && <ProblemNote error={error} />}
				{!waiting && (
					<TextInput
						label="Note"
						description="Optional. Explain the change for people who read the history."
						value={note}
						maxLength={1000}
						onChange={(event) => setNote(event.currentTarget.value)}
						data-autofocus
					/>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{waiting ? "Close" : "Cancel"}
					</Button>
					{!waiting && (
						<Button type="submit" loading={busy}>
							{change.label}
						</Button>
					)}
				</Group>
			</Stack>
		</form>
	);
}
