import { Button, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { graphql } from "../../data/graphql.ts";
import { useApiMutation } from "../../data/use-api.ts";
import { useSessionChange } from "../../data/use-session.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";

const createDocument = graphql(`
	mutation CreateOrganisation($name: String!) {
		createOrganisation(name: $name) { id name }
	}
`);

/** Makes an organisation, whose owner one is, and goes there. */
export function CreateOrganisation() {
	const [name, setName] = useState("");
	const create = useApiMutation(createDocument);
	const navigate = useNavigate();
	const { askAgain } = useSessionChange();
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (create.isPending) return;
		const made = await create
			.mutateAsync({ name: name.trim() })
			.catch(() => undefined);
		if (!made) return;
		await askAgain();
		await navigate({
			to: "/o/$organisation/clusters",
			params: { organisation: made.createOrganisation.id },
		});
	};
	return (
		<form onSubmit={(event) => void send(event)}>
			<Stack gap="sm">
				<TextInput
					label="Organisation name"
					description="You become its owner. It shares nothing with other organisations."
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
					required
					withAsterisk={false}
					maxLength={100}
					autoComplete="organization"
					autoFocus
				/>
				{create.error && <ProblemNote error={create.error} />}
				<Button
					type="submit"
					loading={create.isPending}
					disabled={name.trim() === ""}
				>
					Create organisation
				</Button>
			</Stack>
		</form>
	);
}
