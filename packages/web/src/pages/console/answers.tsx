import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { Loaded, lazyPart } from "../../parts/lazy-part.tsx";
import { outcomeWords } from "../../parts/outcome-words.ts";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import type { Command, Run } from "./documents.ts";
import type { Entry } from "./entry.ts";
import { LiveAnswer } from "./live-answer.tsx";
import { ProblemText } from "./problem-text.tsx";
import { RunBlock } from "./run-block.tsx";
import { Aside } from "./run-output.tsx";

/** They are opened seldom. */
const apart = lazyPart(() => import("./answers-apart.tsx"));
const merged = lazyPart(() => import("./merged-answers.tsx"));

/** Beyond so many different answers only the first that need a look are open at first, and beyond the others none is listed. */
const openAtFirst = 6;
const listedAtFirst = 24;

type View = "answers" | "apart" | "table";

interface AnswersProps {
	readonly entry: Entry;
	readonly record: Command;
	readonly words: string;
	readonly isSeen: boolean;
}

/** What came of a command: how many clusters answered how, then each different answer once. */
export function Answers(props: AnswersProps) {
	const { entry, record, words } = props;
	const { conversation } = useConsole();
	if (conversation.hasReplaced(record.id) && !record.error)
		return <Aside>This command updated the message it was started from.</Aside>;
	return (
		<>
			<LiveAnswer entry={entry} record={record} words={words} />
			<RunAnswers {...props} />
			{record.error && <ProblemText problem={record.error} />}
		</>
	);
}

function RunAnswers({ entry, record, words, isSeen }: AnswersProps) {
	const [view, setView] = useState<View>("answers");
	const [outcome, setOutcome] = useState<string>();
	const [isAll, setAll] = useState(false);
	const all = answersOf(record);
	// What is chosen may have ended otherwise by now.
	const isChosen = all.some(([run]) => run.outcome === outcome);
	const chosen = isChosen
		? all.filter(([run]) => run.outcome === outcome)
		: all;
	const isMany = chosen.length > openAtFirst;
	const listed = isAll ? chosen : chosen.slice(0, listedAtFirst);
	return (
		<>
			{record.runs.length > 1 && (
				<AnswersBar
					record={record}
					view={view}
					onView={setView}
					outcome={isChosen ? outcome : undefined}
					onOutcome={setOutcome}
				/>
			)}
			{view === "answers" && (
				<div className={isMany ? classes.manyRuns : classes.runs}>
					{listed.map(([run, ...others], place) => (
						<RunBlock
							key={run.id}
							entry={entry}
							run={run}
							clusters={[run, ...others].map(({ cluster }) => cluster)}
							words={words}
							isSeen={isSeen}
							startsOpen={
								!isMany || (place < openAtFirst && run.outcome !== "SUCCEEDED")
							}
						/>
					))}
				</div>
			)}
			{view === "answers" && listed.length < chosen.length && (
				<Button
					size="compact-xs"
					variant="default"
					mt={4}
					onClick={() => setAll(true)}
				>
					Show all {chosen.length} answers
				</Button>
			)}
			{view === "apart" && (
				<Loaded part={apart}>
					{({ AnswersApart }) => (
						<AnswersApart
							entry={entry}
							answers={chosen}
							hasOthers={chosen.length < all.length}
						/>
					)}
				</Loaded>
			)}
			{view === "table" && (
				<Loaded part={merged}>
					{({ MergedAnswers }) => (
						<MergedAnswers command={record.id} words={words} />
					)}
				</Loaded>
			)}
		</>
	);
}

type AnsweredRuns = readonly [Run, ...Run[]];

/** The runs of each answer; at least one. */
function answersOf(record: Command): readonly AnsweredRuns[] {
	const byId = new Map(record.runs.map((run) => [run.id, run]));
	return record.answers.flatMap(({ runs }) => {
		const [first, ...others] = runs.flatMap(({ id }) => byId.get(id) ?? []);
		return first ? [[first, ...others] as const] : [];
	});
}

function AnswersBar(props: {
	readonly record: Command;
	readonly view: View;
	readonly onView: (view: View) => void;
	readonly outcome: string | undefined;
	readonly onOutcome: (outcome: string | undefined) => void;
}) {
	const { record, view, onView, outcome, onOutcome } = props;
	const { summary } = record;
	const isOver = record.state !== "RUNNING";
	const views = [
		{ is: "apart", text: "Differences" },
		{ is: "table", text: "One table" },
	] as const;
	return (
		<div className={classes.runsBar}>
			<Text size="sm" fw={600}>
				{record.runs.length} clusters
			</Text>
			{summary.map(({ outcome: one, count }) => (
				<Button
					key={one}
					size="compact-xs"
					variant={outcome === one ? "filled" : "default"}
					aria-pressed={outcome === one}
					title="Show only these"
					onClick={() => onOutcome(outcome === one ? undefined : one)}
				>
					{count} {outcomeWords(one)}
				</Button>
			))}
			{isOver &&
				views.map(({ is, text }) => (
					<Button
						key={is}
						size="compact-xs"
						variant={view === is ? "light" : "subtle"}
						color={view === is ? "sea" : "gray"}
						aria-pressed={view === is}
						onClick={() => onView(view === is ? "answers" : is)}
					>
						{text}
					</Button>
				))}
		</div>
	);
}
