import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useApiMutation } from "../../data/use-api.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { createMachineTokenDocument } from "./documents.ts";

const lives = [
	{ label: "30 days", days: 30 },
	{ label: "90 days", days: 90 },
	{ label: "1 year", days: 365 },
] as const;

/** Makes a token that reads one cluster, and shows it once. */
export function CreateMachineToken(props: {
	readonly cluster: string;
	readonly onClose: () => void;
}) {
	const [label, setLabel] = useState("");
	const [life, setLife] = useState<string>(lives[0].label);
	const create = useApiMutation(createMachineTokenDocument);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (create.isPending || !label.trim()) return;
		create.mutate({
			cluster: props.cluster,
			label: label.trim(),
			expiresInDays: lives.find((one) => one.label === life)?.days ?? 30,
		});
	};
	if (create.data)
		return (
			<Stack>
				<ShownOnce
					what="the token"
					secret={create.data.createMachineToken.token}
				/>
				<Group justify="flex-end">
					<Button onClick={props.onClose}>Done</Button>
				</Group>
			</Stack>
		);
	return (
		<form onSubmit={submit}>
			<Stack>
				<TextInput
					label="Label"
					description="What uses this token"
					value={label}
					onChange={(event) => setLabel(event.currentTarget.value)}
					required
					withAsterisk={false}
					maxLength={100}
					autoComplete="off"
					data-autofocus
				/>
				<Select
					label="Expires after"
					data={lives.map((one) => one.label)}
					value={life}
					onChange={(value) => setLife(value ?? life)}
					allowDeselect={false}
				/>
				{create.error && <ProblemNote error={create.error} />}
				<Group justify="flex-end">
					<Button
						type="submit"
						loading={create.isPending}
						disabled={!label.trim()}
					>
						Create token
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
