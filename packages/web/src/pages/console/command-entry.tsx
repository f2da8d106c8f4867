import { Button, Text, TextInput } from "@mantine/core";
import { memo, useEffect, useRef, useState } from "react";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { CommandActions } from "./command-actions.tsx";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import type { Command, Run } from "./documents.ts";
import type { Entry } from "./entry.ts";
import { LiveAnswer } from "./live-answer.tsx";
import { ProblemText } from "./problem-text.tsx";
import { RunBlock } from "./run-block.tsx";
import { Aside } from "./run-output.tsx";
import { runSummary } from "./shown-output.ts";
import { topics } from "./topic-signals.ts";
import { useTopic } from "./use-topic.ts";

/** A command: who said it and when, the words, and what came of it in each cluster. */
export const CommandEntry = memo(function CommandEntry(props: {
	readonly id: string;
	/** In a thread: no way into the thread it is in. */
	readonly inThread: boolean;
}) {
	const { conversation } = useConsole();
	useTopic(conversation, topics.command(props.id));
	const entry = conversation.find(props.id);
	const article = useRef<HTMLElement>(null);
	const isSeen = useSeen(article);
	const [words, setWords] = useState<string>();
	if (!entry?.record) return null;
	const { record } = entry;
	return (
		<article
			ref={article}
			className={classes.entry}
			aria-label={`${plainOutput(record.text)}, by ${record.email}`}
			data-command={record.id}
		>
			<div className={classes.entryHead}>
				<Text span size="sm" fw={600} className={classes.who}>
					{plainOutput(record.email)}
				</Text>
				<Text span size="xs" c="dimmed">
					<RelativeTime at={record.startedAt} />
				</Text>
				{record.runs.length !== 1 && <Outcome outcome={record.state} />}
				<CommandActions
					entry={entry}
					record={record}
					inThread={props.inThread}
					isFiltering={words !== undefined}
					onFilter={() => setWords(words === undefined ? "" : undefined)}
				/>
			</div>
			<code className={classes.words}>{plainOutput(record.text)}</code>
			{words !== undefined && (
				<FilterInput
					words={words}
					onChange={setWords}
					onClose={() => setWords(undefined)}
				/>
			)}
			<Answers
				entry={entry}
				record={record}
				words={words ?? ""}
				isSeen={isSeen}
			/>
		</article>
	);
});

function FilterInput(props: {
	readonly words: string;
	readonly onChange: (words: string) => void;
	readonly onClose: () => void;
}) {
	return (
		<TextInput
			size="xs"
			mt={4}
			maw={360}
			aria-label="Show only lines that contain"
			placeholder="Show only lines that contain…"
			value={props.words}
			autoFocus
			onChange={(event) => props.onChange(event.currentTarget.value)}
			onKeyDown={(event) => {
				if (event.key !== "Escape") return;
				event.stopPropagation();
				props.onClose();
			}}
		/>
	);
}

/** Beyond so many clusters only what failed is open at first, and beyond the others none is listed until somebody asks. */
const openAtFirst = 6;
const listedAtFirst = 24;

function Answers(props: {
	readonly entry: Entry;
	readonly record: Command;
	readonly words: string;
	readonly isSeen: boolean;
}) {
	const { entry, record, words, isSeen } = props;
	const [shows, setShows] = useState<"first" | "bad" | "all">("first");
	const { conversation } = useConsole();
	if (conversation.hasReplaced(record.id) && !record.error)
		return <Aside>This command updated the message it was started from.</Aside>;
	const { runs } = record;
	const isMany = runs.length > openAtFirst;
	const listed = listedRuns(runs, shows);
	return (
		<>
			<LiveAnswer entry={entry} record={record} words={words} />
			{isMany && <RunsBar runs={runs} shows={shows} onShow={setShows} />}
			{listed.length > 0 && (
				<div className={isMany ? classes.manyRuns : classes.runs}>
					{listed.map((run) => (
						<RunBlock
							key={run.id}
							entry={entry}
							run={run}
							words={words}
							isSeen={isSeen}
							startsOpen={!isMany || run.state === "FAILED"}
						/>
					))}
				</div>
			)}
			{record.error && <ProblemText problem={record.error} />}
		</>
	);
}

function listedRuns(
	runs: readonly Run[],
	shows: "first" | "bad" | "all",
): readonly Run[] {
	if (shows === "all") return runs;
	const some =
		shows === "bad"
			? runs.filter(({ state }) => state !== "SUCCEEDED" && state !== "RUNNING")
			: runs;
	return some.slice(0, shows === "bad" ? 200 : listedAtFirst);
}

function RunsBar(props: {
	readonly runs: readonly Run[];
	readonly shows: "first" | "bad" | "all";
	readonly onShow: (shows: "first" | "bad" | "all") => void;
}) {
	const { runs, shows, onShow } = props;
	const bad = runs.filter(
		({ state }) => state !== "SUCCEEDED" && state !== "RUNNING",
	).length;
	const choices = [
		{
			is: "bad",
			text: `Show the ${bad} that did not succeed`,
			useful: bad > 0,
		},
		{
			is: "all",
			text: `Show all ${runs.length}`,
			useful: runs.length > listedAtFirst,
		},
		{ is: "first", text: "Show the first", useful: shows !== "first" },
	] as const;
	return (
		<div className={classes.runsBar}>
			<Text size="sm">{runSummary(runs)}</Text>
			{choices.map(
				({ is, text, useful }) =>
					useful &&
					is !== shows && (
						<Button
							key={is}
							size="compact-xs"
							variant="default"
							onClick={() => onShow(is)}
						>
							{text}
						</Button>
					),
			)}
		</div>
	);
}

/** Whether the element was near what is looked at once; kept outputs are read then. */
function useSeen(element: React.RefObject<HTMLElement | null>): boolean {
	const [isSeen, setSeen] = useState(false);
	useEffect(() => {
		const { current } = element;
		if (!current || isSeen) return;
		const observer = new IntersectionObserver(
			(sights) => {
				if (sights.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
			},
			{ rootMargin: "400px" },
		);
		observer.observe(current);
		return () => observer.disconnect();
	}, [element, isSeen]);
	return isSeen;
}
