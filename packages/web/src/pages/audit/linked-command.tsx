import {
	Alert,
	Anchor,
	Code,
	Group,
	Paper,
	Stack,
	Table,
	Text,
	Title,
} from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ResultOf } from "../../data/graphql.ts";
import { useAsk } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { auditedCommandDocument } from "./documents.ts";
import { durationWords } from "./duration-words.ts";

type Command = NonNullable<ResultOf<typeof auditedCommandDocument>["command"]>;
type Run = Command["runs"][number];
type Problem = NonNullable<Run["error"]>;

/** The command a record is about: its runs, their outputs, and what each asked of its cluster. */
export function LinkedCommand({ id }: { readonly id: string }) {
	const { data, error, refetch } = useAsk(auditedCommandDocument, { id });
	const organisation = useOrganisation() ?? "";
	const command = data?.command;
	return (
		<Paper withBorder p="md" component="section" aria-label="The command">
			<Stack gap="sm">
				<Title order={2} size="h5">
					The command
				</Title>
				{error && <ProblemNote error={error} onRetry={() => void refetch()} />}
				{!error && !data && <Waiting what="the command" rows={2} />}
				{data && !command && (
					<Text size="sm" c="dimmed">
						It is kept no longer; its records stay.
					</Text>
				)}
				{command && (
					<>
						<Code
							block
							style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
						>
							{plainOutput(command.text)}
						</Code>
						<Group gap="xs">
							<Outcome outcome={command.state} />
							<Text size="sm">
								in{" "}
								<Anchor
									inherit
									component={Link}
									to={"/o/$organisation/console/$channel" as never}
									params={{ organisation, channel: command.channel } as never}
								>
									{plainOutput(command.channel)}
								</Anchor>
							</Text>
						</Group>
						{command.error && <ProblemLine problem={command.error} />}
						{command.runs.map((run) => (
							<RunFacts key={run.id} run={run} organisation={organisation} />
						))}
					</>
				)}
			</Stack>
		</Paper>
	);
}

function RunFacts(props: { readonly run: Run; readonly organisation: string }) {
	const { run, organisation } = props;
	return (
		<Stack
			gap={6}
			pt="sm"
			style={{ borderTop: "1px solid var(--mantine-color-default-border)" }}
		>
			<Group gap="xs">
				<Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
					{plainOutput(run.cluster)}
				</Text>
				<Outcome outcome={run.state} />
				<Text size="sm" c="dimmed">
					{runWords(run)}
				</Text>
				{run.outputUrl?.startsWith("/") && (
					<Anchor
						size="sm"
						href={`${run.outputUrl}?organisation=${encodeURIComponent(organisation)}`}
						download
						aria-label={`Download the output of ${run.cluster}`}
					>
						Download the output
					</Anchor>
				)}
			</Group>
			{run.error && <ProblemLine problem={run.error} />}
			{run.digest && (
				<Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
					SHA-256 of the output: {run.digest}
				</Text>
			)}
			{run.gate && <GateFacts gate={run.gate} cluster={run.cluster} />}
		</Stack>
	);
}

function runWords(run: Run): string {
	return [
		run.exitCode === null ? "" : `exit code ${run.exitCode}`,
		run.durationMs === null ? "" : durationWords(run.durationMs),
		`${run.outputBytes.toLocaleString()} bytes of output`,
		run.truncated ? "cut" : "",
	]
		.filter((part) => part !== "")
		.join(", ");
}

function ProblemLine({ problem }: { readonly problem: Problem }) {
	const { message, hint, ref, code } = problem;
	return (
		<Alert color="red" p="xs">
			<Text size="sm" style={{ overflowWrap: "anywhere" }}>
				{plainOutput(hint ? `${message} ${hint}` : message)}
			</Text>
			<Text size="xs">
				{code}
				{ref && <> · ref {ref}</>}
			</Text>
		</Alert>
	);
}

function GateFacts(props: {
	readonly gate: NonNullable<Run["gate"]>;
	readonly cluster: string;
}) {
	const { gate } = props;
	const groups = gate.groups.length > 0 ? ` in ${gate.groups.join(", ")}` : "";
	const rest = gate.total - gate.requests.length;
	return (
		<Stack gap={4}>
			<Text size="sm">
				{gate.total} request{gate.total === 1 ? "" : "s"} as{" "}
				{plainOutput(`${gate.user ?? "nobody in particular"}${groups}`)}
				{gate.refused > 0 && `, ${gate.refused} refused by the gate`}
			</Text>
			<Table.ScrollContainer minWidth={0} maxHeight={320}>
				<Table
					fz="xs"
					verticalSpacing={2}
					horizontalSpacing={6}
					aria-label={`Requests in ${props.cluster}`}
				>
					<Table.Tbody>
						{gate.requests.map((request, index) => (
							<Table.Tr key={index}>
								<Table.Td w={60}>{plainOutput(request.method)}</Table.Td>
								<Table.Td style={{ overflowWrap: "anywhere" }}>
									{plainOutput(request.path)}
									{request.note && (
										<Text fz="xs" c="dimmed">
											{plainOutput(request.note)}
										</Text>
									)}
								</Table.Td>
								<Table.Td w={70} ta="right">
									{request.status === 0 ? "refused" : request.status}
								</Table.Td>
							</Table.Tr>
						))}
					</Table.Tbody>
				</Table>
			</Table.ScrollContainer>
			{rest > 0 && (
				<Text size="xs" c="dimmed">
					and {rest} more
				</Text>
			)}
		</Stack>
	);
}
