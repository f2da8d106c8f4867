import { ActionIcon, Text, Tooltip, UnstyledButton } from "@mantine/core";
import {
	IconChevronDown,
	IconChevronRight,
	IconMaximize,
} from "@tabler/icons-react";
import { memo, type ReactNode, useId, useState } from "react";
import { group } from "../../parts/focusable.ts";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ClusterNames } from "./cluster-names.tsx";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import type { Run } from "./documents.ts";
import type { Entry } from "./entry.ts";
import { MessageOf } from "./message-of.tsx";
import { ProblemText } from "./problem-text.tsx";
import { Aside, LiveText, StoredText } from "./run-output.tsx";
import {
	durationText,
	type ShownOutput,
	shownOutput,
	sizeText,
} from "./shown-output.ts";
import { topics } from "./topic-signals.ts";
import { useTopic } from "./use-topic.ts";

interface RunBlockProps {
	readonly entry: Entry;
	readonly run: Run;
	/** The clusters that answered the same, with the run's own; at least that one. */
	readonly clusters: readonly string[];
	readonly words: string;
	readonly isSeen: boolean;
	readonly startsOpen: boolean;
	/** Stands in for the text of the output. */
	readonly table?: ReactNode;
}

/** What a command came to in one cluster: its state, and its output as it comes. */
export const RunBlock = memo(function RunBlock(props: RunBlockProps) {
	const { entry, run } = props;
	const { conversation } = useConsole();
	useTopic(conversation, topics.output(entry.id, run.cluster));
	const [chosen, setOpen] = useState<boolean>();
	const isOpen = chosen ?? props.startsOpen;
	const body = useId();
	return (
		<div
			className={classes.run}
			data-open={isOpen}
			{...group(`Answer of ${whose(props.clusters)}`)}
		>
			<RunHead
				run={run}
				waits={waitsNow(entry, run)}
				clusters={props.clusters}
				isOpen={isOpen}
				body={body}
				onToggle={() => setOpen(!isOpen)}
			/>
			<div id={body} hidden={!isOpen}>
				{isOpen && <RunBody {...props} />}
			</div>
		</div>
	);
});

function whose(clusters: readonly string[]): string {
	return clusters.length === 1
		? plainOutput(clusters[0] ?? "")
		: `${clusters.length} clusters`;
}

/** Whether the cluster lets the command wait for its turn: nothing of it runs there yet. */
function waitsNow(entry: Entry, run: Run): boolean {
	const shown = shownOutput(entry, run);
	return (
		shown.from === "nowhere" &&
		shown.why === "waiting" &&
		entry.waits.has(run.cluster)
	);
}

function RunHead(props: {
	readonly run: Run;
	readonly waits: boolean;
	readonly clusters: readonly string[];
	readonly isOpen: boolean;
	readonly body: string;
	readonly onToggle: () => void;
}) {
	const { run, clusters, isOpen } = props;
	const { openOutput } = useConsole();
	const Chevron = isOpen ? IconChevronDown : IconChevronRight;
	return (
		<div className={classes.runHead}>
			<UnstyledButton
				className={classes.runName}
				aria-expanded={isOpen}
				aria-controls={props.body}
				onClick={props.onToggle}
			>
				<Chevron size={14} aria-hidden />
				<Text span size="sm" fw={600} className={classes.wrapping}>
					{clusters.length === 1
						? plainOutput(run.cluster)
						: `${clusters.length} clusters answered the same`}
				</Text>
			</UnstyledButton>
			<Text size="xs" c="dimmed" className={classes.facts}>
				{run.exitCode !== null && run.exitCode !== 0 && (
					<span>exit code {run.exitCode}</span>
				)}
				{run.durationMs !== null && clusters.length === 1 && (
					<span>{durationText(run.durationMs)}</span>
				)}
			</Text>
			<Outcome outcome={props.waits ? "waiting" : run.outcome} />
			{run.outputUrl && run.state !== "RUNNING" && (
				<Tooltip label="Open in viewer">
					<ActionIcon
						variant="subtle"
						color="gray"
						size="sm"
						aria-label={`Open the output of ${plainOutput(run.cluster)} in the viewer`}
						data-opens={run.id}
						onClick={() => openOutput(run.id)}
					>
						<IconMaximize size={15} />
					</ActionIcon>
				</Tooltip>
			)}
		</div>
	);
}

function RunBody(props: RunBlockProps) {
	const { clusters, entry, run, table } = props;
	const { conversation } = useConsole();
	const shown = shownOutput(entry, run);
	const notes = entry.outputs.get(run.cluster)?.notes ?? [];
	const message = conversation.replacementOf(run.id)?.message ?? run.message;
	const hasMessage = message !== null && message !== undefined;
	const waits = entry.waits.get(run.cluster);
	return (
		<>
			{clusters.length > 1 && <ClusterNames names={clusters} />}
			{table ?? <RunText {...props} shown={shown} />}
			{shown.from === "nowhere" && !hasMessage && !run.error && (
				<Aside>
					{shown.why === "waiting" && waits !== undefined
						? waitText(waits)
						: nothing[shown.why]}
				</Aside>
			)}
			{hasMessage && <MessageOf entry={entry} run={run} message={message} />}
			{notes.map((note) => (
				<Aside key={note}>{plainOutput(note)}</Aside>
			))}
			{run.incomplete && shown.from !== "nowhere" && notes.length === 0 && (
				<Aside>
					Not all of the {sizeText(run.outputBytes)} that the program wrote were
					kept. The rest is lost.
				</Aside>
			)}
			{run.advice && <Aside>{plainOutput(run.advice)}</Aside>}
			{run.error && <ProblemText problem={run.error} />}
		</>
	);
}

function RunText(props: RunBlockProps & { readonly shown: ShownOutput }) {
	const { entry, run, words, isSeen, shown } = props;
	if (shown.from === "live")
		return (
			<LiveText
				run={run}
				output={shown.output}
				words={words}
				hasGap={entry.hasGap}
			/>
		);
	if (shown.from === "kept")
		return (
			<StoredText
				run={run}
				words={words}
				isSeen={isSeen}
				meanwhile={shown.meanwhile}
			/>
		);
	return null;
}

/** `3 commands are before this one.` */
function waitText(before: number): string {
	const line = "The cluster is running as many commands as it may. ";
	if (before === 0) return `${line}This one is next.`;
	return before === 1
		? `${line}1 command is before this one.`
		: `${line}${before} commands are before this one.`;
}

const nothing = {
	waiting: "Waiting for output…",
	empty: "No output.",
	gone: "The output was shown while the command ran and was not stored.",
};
