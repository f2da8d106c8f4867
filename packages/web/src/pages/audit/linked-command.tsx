import {
	Alert,
	Anchor,
	Code,
	Group,
	Paper,
	Stack,
	Text,
	Title,
} from "@mantine/core";
import type { ResultOf } from "../../data/graphql.ts";
import { useApiQuery } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { durationWords } from "../../parts/duration-words.ts";
import { AnchorLink } from "../../parts/links.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { auditedCommandDocument } from "./documents.ts";
import { GateFacts } from "./gate-facts.tsx";
import { RunList } from "./run-list.tsx";

type Command = NonNullable<ResultOf<typeof auditedCommandDocument>["command"]>;
type Run = Command["runs"][number];
type Problem = NonNullable<Run["error"]>;

/** The command a record is about: its runs, their outputs, and what each asked of its cluster. */
export function LinkedCommand({ id }: { readonly id: string }) {
	const { data, error, refetch } = useApiQuery(auditedCommandDocument, { id });
	const organisation = useOrganisation() ?? "";
	const command = data?.command;
	return (
		<Paper withBorder p="md" component="section" aria-label="Command">
			<Stack gap="sm">
				<Title order={2} size="h5">
					Command
				</Title>
				{error && <ProblemNote error={error} onRetry={() => void refetch()} />}
				{!error && !data && <Loading what="the command" rows={2} />}
				{data && !command && (
					<Text size="sm" c="dimmed">
						This command is no longer stored, or it ran in a channel you cannot
						see. Its audit records remain.
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
								{command.platform === "CONSOLE" ? (
									<AnchorLink
										inherit
										underline="always"
										to="/o/$organisation/console/$channel"
										params={{ organisation, channel: command.channel }}
									>
										{plainOutput(command.channel)}
									</AnchorLink>
								) : (
									`${plainOutput(command.channel)} (${command.platform.toLowerCase()})`
								)}
							</Text>
						</Group>
						{command.error && <ProblemLine problem={command.error} />}
						<RunList
							runs={command.runs}
							render={(run) => (
								<RunFacts run={run} organisation={organisation} />
							)}
						/>
					</>
				)}
			</Stack>
		</Paper>
	);
}

function RunFacts(props: { readonly run: Run; readonly organisation: string }) {
	const { run, organisation } = props;
	return (
		<Stack gap={6} pt={4}>
			<Group gap="xs">
				<Text size="sm" c="dimmed">
					{runWords(run)}
				</Text>
				{run.outputUrl && (
					<Anchor
						size="sm"
						href={outputHref(run.outputUrl, organisation)}
						download
						aria-label={`Download output of ${run.cluster}`}
					>
						Download output
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

/** At the address of this page, where the session is: the control plane may be known by another name to others. */
function outputHref(outputUrl: string, organisation: string): string {
	const { pathname } = new URL(outputUrl, location.origin);
	return `${pathname}?organisation=${encodeURIComponent(organisation)}`;
}

function runWords(run: Run): string {
	return [
		run.exitCode === null ? "" : `exit code ${run.exitCode}`,
		run.durationMs === null ? "" : durationWords(run.durationMs),
		`${run.outputBytes.toLocaleString()} bytes of output`,
		run.incomplete ? "not all of it was kept" : "",
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
