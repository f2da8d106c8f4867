import { Button, Group, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useApiMutation } from "../../data/use-api.ts";
import { notifyDone } from "../../parts/notify.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { type Member, updatePersonDocument } from "./documents.ts";
import { PersonFields, type PersonWords } from "./person-fields.tsx";

/** Name and groups of a member. */
export function EditPerson(props: {
	readonly member: Member;
	readonly onDone: () => void;
}) {
	const { member, onDone } = props;
	const [words, setWords] = useState<PersonWords>({
		displayName: member.displayName === member.email ? "" : member.displayName,
		groups: member.groups,
	});
	const update = useApiMutation(updatePersonDocument);
	const save = async (event: FormEvent) => {
		event.preventDefault();
		if (update.isPending) return;
		const { displayName, groups } = words;
		const saved = await update
			.mutateAsync({
				id: member.id,
				displayName: displayName.trim() || member.email,
				groups: [...groups],
			})
			.catch(() => undefined);
		if (!saved) return;
		notifyDone(`Changes to ${member.email} saved.`);
		onDone();
	};
	return (
		<form onSubmit={(event) => void save(event)}>
			<Stack>
				<PersonFields value={words} onChange={setWords} autoFocus />
				{update.error && <ProblemNote error={update.error} />}
				<Group justify="flex-end">
					<Button variant="default" onClick={onDone}>
						Cancel
					</Button>
					<Button type="submit" loading={update.isPending}>
						Save
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
