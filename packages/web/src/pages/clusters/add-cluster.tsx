import {
	Button,
	Group,
	Modal,
	Stack,
	TagsInput,
	TextInput,
} from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useApiMutation } from "../../data/use-api.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { addClusterDocument, type JoinToken } from "./documents.ts";
import { JoinSteps } from "./join-steps.tsx";
import { readLabels } from "./read-labels.ts";

/** Name and labels, then the command that starts the agent, then the moment it comes. */
export function AddCluster(props: {
	readonly opened: boolean;
	readonly onClose: () => void;
}) {
	return (
		<Modal
			opened={props.opened}
			onClose={props.onClose}
			title="Add a cluster"
			size="lg"
			// The token is shown once: a click beside the dialog must not lose it.
			closeOnClickOutside={false}
		>
			<Steps onClose={props.onClose} />
		</Modal>
	);
}

function Steps(props: { readonly onClose: () => void }) {
	const [join, setJoin] = useState<JoinToken>();
	if (join) return <JoinSteps join={join} isNew onClose={props.onClose} />;
	return <NameForm onAdded={setJoin} onCancel={props.onClose} />;
}

function NameForm(props: {
	readonly onAdded: (join: JoinToken) => void;
	readonly onCancel: () => void;
}) {
	const [name, setName] = useState("");
	const [texts, setTexts] = useState<string[]>([]);
	const [labelProblem, setLabelProblem] = useState<string>();
	const add = useApiMutation(addClusterDocument);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const read = readLabels(texts);
		setLabelProblem("problem" in read ? read.problem : undefined);
		if ("problem" in read || !name.trim()) return;
		add.mutate(
			{ name: name.trim(), labels: read.labels },
			{ onSuccess: ({ addCluster }) => props.onAdded(addCluster) },
		);
	};
	return (
		<form onSubmit={submit}>
			<Stack>
				<TextInput
					label="Name"
					description="Lower-case letters, digits and hyphens. People type this name in commands."
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
					required
					data-autofocus
					autoComplete="off"
					spellCheck={false}
				/>
				<TagsInput
					label="Labels"
					description="Type name=value and press Enter. Commands and rules select clusters by label."
					placeholder={texts.length === 0 ? "region=eu" : undefined}
					value={texts}
					onChange={setTexts}
					error={labelProblem}
					acceptValueOnBlur
				/>
				{add.error && <ProblemNote error={add.error} />}
				<Group justify="flex-end">
					<Button variant="default" onClick={props.onCancel}>
						Cancel
					</Button>
					<Button type="submit" loading={add.isPending}>
						Add cluster
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
