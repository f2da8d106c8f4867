import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useApiMutation, useApiQuery } from "../../data/use-api.ts";
import { useSessionChange } from "../../data/use-session.ts";
import { Loading } from "../../parts/loading.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import {
	organisationDocument,
	renameOrganisationDocument,
} from "./documents.ts";

/** The organisation's name, and whose it is. */
export function OrganisationSettings() {
	const { data, error, refetch, isPending } = useApiQuery(
		organisationDocument,
		{},
	);
	const organisation = data?.organisation;
	return (
		<Stack component="section" gap="sm" aria-labelledby="the-organisation">
			<Title order={2} size="h4" id="the-organisation">
				Organisation
			</Title>
			{error && <ProblemNote error={error} onRetry={() => void refetch()} />}
			{isPending && <Loading what="the organisation" rows={2} />}
			{organisation && (
				<>
					<Rename key={organisation.name} name={organisation.name} />
					<Text size="sm" style={{ overflowWrap: "anywhere" }}>
						Owner: <strong>{organisation.owner.email}</strong>
						{organisation.owner.isYou
							? " (you). To transfer ownership, choose Make owner in a member's menu."
							: ". Only the owner can transfer ownership."}
					</Text>
				</>
			)}
		</Stack>
	);
}

function Rename(props: { readonly name: string }) {
	const [name, setName] = useState(props.name);
	const rename = useApiMutation(renameOrganisationDocument);
	const { askAgain } = useSessionChange();
	const wanted = name.trim();
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (rename.isPending || wanted === props.name) return;
		const done = await rename
			.mutateAsync({ name: wanted })
			.catch(() => undefined);
		if (!done) return;
		await askAgain();
		notifyDone(`Organisation renamed to ${wanted}.`);
	};
	return (
		<form onSubmit={(event) => void send(event)}>
			<Stack gap="xs" maw={460}>
				<Group align="flex-end" gap="xs" wrap="nowrap">
					<TextInput
						label="Organisation name"
						value={name}
						onChange={(event) => setName(event.currentTarget.value)}
						maxLength={100}
						autoComplete="off"
						flex={1}
					/>
					<Button
						type="submit"
						variant="default"
						loading={rename.isPending}
						disabled={wanted === "" || wanted === props.name}
					>
						Rename
					</Button>
				</Group>
				{rename.error && <ProblemNote error={rename.error} />}
			</Stack>
		</form>
	);
}
