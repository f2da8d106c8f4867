import { Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useApiQuery } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { durationWords } from "../../parts/duration-words.ts";
import { AnchorLink } from "../../parts/links.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { type CommandHere, clusterActivity } from "./cluster-activity.ts";
import { clusterCommandsDocument } from "./documents.ts";
import { useLookAgain } from "./use-look-again.ts";

const weekMs = 7 * 24 * 3600_000;
const hourMs = 3600_000;
const lookAgainMs = 15_000;

/** What was run in a cluster in the last week, what failed there, and who is active. */
export function ClusterCommands({ cluster }: { readonly cluster: string }) {
	// The same within an hour, so that what was fetched is found again.
	const since = new Date(
		Math.floor(Date.now() / hourMs) * hourMs - weekMs,
	).toISOString();
	const asked = useApiQuery(clusterCommandsDocument, { cluster, since });
	useLookAgain(asked.refetch, { everyMs: lookAgainMs });
	const activity =
		asked.data && clusterActivity(asked.data, cluster, Date.now());
	return (
		<Paper withBorder p="md" component="section" aria-labelledby="commands">
			<Group justify="space-between" mb="sm" gap="xs">
				<Title order={2} size="h4" id="commands">
					Last commands
				</Title>
				{activity && <Active emails={activity.active} />}
			</Group>
			{asked.error && (
				<ProblemNote error={asked.error} onRetry={() => void asked.refetch()} />
			)}
			{asked.isPending && <Loading what="the last commands" rows={3} />}
			{activity && (
				<>
					<Commands
						commands={activity.recent}
						none="No commands that you can read in the last seven days."
					/>
					<Title order={3} size="sm" mt="md" mb="xs">
						Last failures
					</Title>
					<Commands
						commands={activity.failed}
						none="Nothing failed in the last seven days."
					/>
				</>
			)}
		</Paper>
	);
}

function Active({ emails }: { readonly emails: readonly string[] }) {
	if (emails.length === 0)
		return (
			<Text size="sm" c="dimmed">
				Nobody is active
			</Text>
		);
	return (
		<Group gap={4}>
			<Text size="sm">Active:</Text>
			{emails.slice(0, 5).map((email) => (
				<Badge key={email} variant="light" tt="none" fw={500}>
					{plainOutput(email)}
				</Badge>
			))}
			{emails.length > 5 && <Text size="sm">and {emails.length - 5} more</Text>}
		</Group>
	);
}

function Commands(props: {
	readonly commands: readonly CommandHere[];
	readonly none: string;
}) {
	if (props.commands.length === 0)
		return (
			<Text size="sm" c="dimmed">
				{props.none}
			</Text>
		);
	return (
		<Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: "none" }}>
			{props.commands.map((command) => (
				<li key={command.id}>
					<One command={command} />
				</li>
			))}
		</Stack>
	);
}

function One({ command }: { readonly command: CommandHere }) {
	const organisation = useOrganisation() ?? "";
	const { channel, durationMs, problem } = command;
	const text = plainOutput(command.text);
	return (
		<>
			<Group gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
				<Text
					size="sm"
					ff="monospace"
					lineClamp={2}
					style={{ overflowWrap: "anywhere", minWidth: 0 }}
				>
					{channel === undefined ? (
						text
					) : (
						<AnchorLink
							to="/o/$organisation/console/$channel"
							params={{ organisation, channel }}
							search={{ thread: command.id }}
							inherit
						>
							{text}
						</AnchorLink>
					)}
				</Text>
				<Outcome outcome={command.state} />
			</Group>
			<Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
				{plainOutput(command.email)}, <RelativeTime at={command.startedAt} />
				{durationMs !== null && `, ${durationWords(durationMs)}`}
			</Text>
			{problem && (
				<Text
					size="xs"
					c="var(--mantine-color-error)"
					lineClamp={2}
					style={{ overflowWrap: "anywhere" }}
				>
					{plainOutput(problem)}
				</Text>
			)}
		</>
	);
}
