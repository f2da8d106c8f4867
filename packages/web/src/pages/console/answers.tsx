import { Button, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { Loaded, lazyPart } from "../../parts/lazy-part.tsx";
import { outcomeWords } from "../../parts/outcome-words.ts";
import { type AnsweredRuns, AnswerList } from "./answer-list.tsx";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import type { Command } from "./documents.ts";
import type { Entry } from "./entry.ts";
import { LiveAnswer } from "./live-answer.tsx";
import { ProblemText } from "./problem-text.tsx";
import { Aside } from "./run-output.tsx";
import { useAnsweredTable } from "./table/use-answered-table.ts";
import { useKeyNear } from "./use-key-near.ts";

/** Opened seldom. */
const apart = lazyPart(() => import("./answers-apart.tsx"));
const tables = lazyPart(() => import("./table/table-of-answers.tsx"));

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

function RunAnswers(props: AnswersProps) {
	const { entry, record } = props;
	const answered = useAnsweredTable(props);
	const [chosenView, setView] = useState<View>();
	const [outcome, setOutcome] = useState<string>();
	const box = useRef<HTMLDivElement>(null);
	const hasTable = answered !== undefined && "table" in answered;
	const view = chosenView ?? (hasTable ? "table" : "answers");
	const toggle = () => setView(view === "table" ? "answers" : "table");
	useKeyNear(box, "t", hasTable ? toggle : undefined);
	const isOne = record.runs.length === 1;
	const all = answersOf(record);
	// What is chosen may have ended otherwise by now.
	const isChosen = all.some(([run]) => run.outcome === outcome);
	const answers = isChosen
		? all.filter(([run]) => run.outcome === outcome)
		: all;
	return (
		<div ref={box}>
			{!isOne && (
				<AnswersBar
					record={record}
					view={view}
					onView={setView}
					mayBeTable={answered !== undefined}
					outcome={isChosen ? outcome : undefined}
					onOutcome={setOutcome}
				/>
			)}
			{view === "answers" && <AnswerList {...props} answers={answers} />}
			{view === "apart" && (
				<Loaded part={apart}>
					{({ AnswersApart }) => (
						<AnswersApart
							entry={entry}
							answers={answers}
							hasOthers={answers.length < all.length}
						/>
					)}
				</Loaded>
			)}
			{view === "table" && answered && (
				<Loaded part={tables}>
					{({ TableOfAnswers }) => (
						<TableOfAnswers {...props} answered={answered} answers={answers} />
					)}
				</Loaded>
			)}
			{hasTable && view !== "apart" && (
				<Button
					size="compact-xs"
					variant="subtle"
					color="gray"
					aria-keyshortcuts="t"
					onClick={toggle}
				>
					{view === "table" ? "Show the text" : "Show as a table"}
				</Button>
			)}
		</div>
	);
}

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
	readonly mayBeTable: boolean;
	readonly outcome: string | undefined;
	readonly onOutcome: (outcome: string | undefined) => void;
}) {
	const { record, view, onView, outcome, onOutcome } = props;
	const { summary } = record;
	const isOver = record.state !== "RUNNING";
	const views = [
		{ is: "apart", text: "Differences" },
		...(props.mayBeTable ? [{ is: "table", text: "One table" } as const] : []),
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
