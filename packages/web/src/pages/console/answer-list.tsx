import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import classes from "./console.module.css";
import type { Run } from "./documents.ts";
import type { Entry } from "./entry.ts";
import { RunBlock } from "./run-block.tsx";

/** The runs of one answer. */
export type AnsweredRuns = readonly [Run, ...Run[]];

/** Beyond so many different answers only the first that need a look are open at first, and beyond the others none is listed. */
const openAtFirst = 6;
const listedAtFirst = 24;

/** Each different answer once. */
export function AnswerList(props: {
	readonly entry: Entry;
	readonly answers: readonly AnsweredRuns[];
	readonly words: string;
	readonly isSeen: boolean;
	/** Stands in for the text of each. */
	readonly table?: ReactNode;
}) {
	const { entry, answers, words, isSeen, table } = props;
	const [isAll, setAll] = useState(false);
	const isMany = answers.length > openAtFirst;
	const listed = isAll ? answers : answers.slice(0, listedAtFirst);
	return (
		<>
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
						table={table}
					/>
				))}
			</div>
			{listed.length < answers.length && (
				<Button
					size="compact-xs"
					variant="default"
					mt={4}
					onClick={() => setAll(true)}
				>
					Show all {answers.length} answers
				</Button>
			)}
		</>
	);
}
