import { Button, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useApiMutation, useApiQuery } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { runChannelsDocument, runHereDocument } from "./documents.ts";

/** One line that runs in this cluster; the console opens with its answer, or ready for a command, and stays with this cluster. */
export function RunHere({ cluster }: { readonly cluster: string }) {
	const navigate = useNavigate();
	const organisation = useOrganisation() ?? "";
	const asked = useApiQuery(runChannelsDocument, {});
	const [text, setText] = useState("");
	const [chosen, choose] = useState<string>();
	const run = useApiMutation(runHereDocument);
	const channels = (asked.data?.channels ?? [])
		.filter(({ platform }) => platform === "CONSOLE")
		.toSorted(
			(a, b) =>
				Number(b.clusters.includes(cluster)) -
				Number(a.clusters.includes(cluster)),
		)
		.map(({ name }) => name);
	const channel = chosen ?? channels[0];
	if (asked.data && channel === undefined)
		return (
			<Text size="sm" c="dimmed" mb="md">
				To run commands here, add a console channel to the configuration.
			</Text>
		);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (channel === undefined || run.isPending) return;
		const open = (to: string, thread?: string) =>
			void navigate({
				to: "/o/$organisation/console/$channel",
				params: { organisation, channel: to },
				search: { target: cluster, thread },
			});
		if (!text.trim()) return open(channel);
		run.mutate(
			{ input: { text: text.trim(), clusters: [cluster], channel } },
			{
				onSuccess: ({ runCommand }) => open(runCommand.channel, runCommand.id),
			},
		);
	};
	return (
		<form onSubmit={submit}>
			<Group gap="xs" mb="md" align="flex-end">
				<TextInput
					label={`Run in ${cluster}`}
					placeholder="kubectl get pods -A"
					value={text}
					onChange={(event) => setText(event.currentTarget.value)}
					autoComplete="off"
					autoCapitalize="none"
					spellCheck={false}
					styles={{
						input: { fontFamily: "var(--mantine-font-family-monospace)" },
					}}
					style={{ flex: "1 1 220px" }}
				/>
				{channels.length > 1 && (
					<NativeSelect
						label="Channel"
						data={channels}
						value={channel}
						onChange={(event) => choose(event.currentTarget.value)}
						style={{ flex: "0 1 160px" }}
					/>
				)}
				<Button
					type="submit"
					leftSection={<IconPlayerPlay size={16} aria-hidden />}
					loading={run.isPending}
				>
					Run here
				</Button>
			</Group>
			{run.error && <ProblemNote error={run.error} />}
		</form>
	);
}
