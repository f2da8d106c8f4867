import {
	Button,
	Checkbox,
	Code,
	Group,
	Select,
	Stack,
	Text,
	TextInput,
} from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useApiMutation } from "../../data/use-api.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { createApiTokenDocument, type TokenScope } from "./documents.ts";
import { allScopes, scopeWords, tokenLives } from "./token-scopes.ts";

/** Makes a token and shows it once. */
export function CreateToken({ onClose }: { readonly onClose: () => void }) {
	const [token, setToken] = useState<string>();
	if (!token) return <TokenForm onMade={setToken} onClose={onClose} />;
	const line = `qd login ${location.origin} --token`;
	return (
		<Stack>
			<ShownOnce what="the token" secret={token} />
			<Text size="sm">
				Run this command in a terminal. It prompts for the token, so the token
				stays out of your shell history:
			</Text>
			<Group gap="xs" wrap="nowrap">
				<Code block flex={1} style={{ overflowWrap: "anywhere" }}>
					{line}
				</Code>
				<CopyButton text={line} what="the command" />
			</Group>
			<Text size="sm">
				Programs send it in the header <Code>Authorization: Bearer …</Code>.
			</Text>
			<Group justify="flex-end">
				<Button onClick={onClose}>Done</Button>
			</Group>
		</Stack>
	);
}

function TokenForm(props: {
	readonly onMade: (token: string) => void;
	readonly onClose: () => void;
}) {
	const [label, setLabel] = useState("");
	const [scopes, setScopes] = useState<readonly TokenScope[]>(["READ"]);
	const [life, setLife] = useState("30 days");
	const create = useApiMutation(createApiTokenDocument);
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (create.isPending) return;
		const expiresInDays = tokenLives.find((one) => one.label === life)?.days;
		const made = await create
			.mutateAsync({
				label: label.trim(),
				scopes: [...scopes],
				expiresInDays: expiresInDays ?? null,
			})
			.catch(() => undefined);
		if (made) props.onMade(made.createApiToken.token);
	};
	return (
		<form onSubmit={(event) => void send(event)}>
			<Stack>
				<TextInput
					label="Label"
					description="What uses this token, for example “deploy pipeline”"
					value={label}
					onChange={(event) => setLabel(event.currentTarget.value)}
					required
					withAsterisk={false}
					maxLength={100}
					autoComplete="off"
					data-autofocus
				/>
				<Scopes value={scopes} onChange={setScopes} />
				<Select
					label="Expires after"
					data={tokenLives.map((one) => one.label)}
					value={life}
					onChange={(value) => setLife(value ?? life)}
					allowDeselect={false}
				/>
				{create.error && <ProblemNote error={create.error} />}
				<Group justify="flex-end">
					<Button variant="default" onClick={props.onClose}>
						Cancel
					</Button>
					<Button
						type="submit"
						loading={create.isPending}
						disabled={label.trim() === "" || scopes.length === 0}
					>
						Create token
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function Scopes(props: {
	readonly value: readonly TokenScope[];
	readonly onChange: (scopes: readonly TokenScope[]) => void;
}) {
	return (
		<Checkbox.Group
			label="Permissions"
			value={[...props.value]}
			onChange={(scopes) =>
				props.onChange(allScopes.filter((scope) => scopes.includes(scope)))
			}
		>
			<Stack gap="xs" mt={4}>
				{allScopes.map((scope) => (
					<Checkbox
						key={scope}
						value={scope}
						label={scopeWords[scope].label}
						description={scopeWords[scope].note}
					/>
				))}
			</Stack>
		</Checkbox.Group>
	);
}
