import { plainOutput } from "../../../parts/plain-output.ts";
import { type AnsweredRuns, AnswerList } from "../answer-list.tsx";
import type { Command } from "../documents.ts";
import type { Entry } from "../entry.ts";
import { Aside } from "../run-output.tsx";
import { AnswerTable } from "./answer-table.tsx";
import type { useAnsweredTable } from "./use-answered-table.ts";

/** The table in the place of the only cluster's text, or that of all clusters with what some of them answered beside it. */
export function TableOfAnswers(props: {
	readonly entry: Entry;
	readonly record: Command;
	readonly words: string;
	readonly isSeen: boolean;
	readonly answered: NonNullable<ReturnType<typeof useAnsweredTable>>;
	readonly answers: readonly AnsweredRuns[];
}) {
	const { entry, record, words, isSeen, answered, answers } = props;
	if ("problem" in answered)
		return (
			<Aside>
				The answers cannot be one table. {plainOutput(answered.problem)}
			</Aside>
		);
	const isOne = record.runs.length === 1;
	const table = (
		<AnswerTable
			entry={entry}
			{...answered}
			words={words}
			hasClusters={!isOne}
		/>
	);
	if (isOne)
		return (
			<AnswerList
				entry={entry}
				answers={answers}
				words={words}
				isSeen={isSeen}
				table={table}
			/>
		);
	const inTable = new Set(answered.table.rows.map(({ cluster }) => cluster));
	return (
		<>
			{table}
			<AnswerList
				entry={entry}
				answers={answers.filter(([run]) => !isTold(run, inTable, words))}
				words={words}
				isSeen={isSeen}
			/>
		</>
	);
}

/** Whether the table says what the cluster answered: rows say it all when it went well. A filter leaves out rows of those that did. */
function isTold(
	{ cluster, outcome }: AnsweredRuns[0],
	inTable: ReadonlySet<string>,
	words: string,
): boolean {
	return outcome === "SUCCEEDED" && (inTable.has(cluster) || words !== "");
}
