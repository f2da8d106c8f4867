import { CliFailure } from "../cli-failure.ts";
import { table } from "../output/table.ts";
import type { Terminal } from "../terminal.ts";
import type { MergedTable } from "./answers-of.ts";
import type { CommandEvent } from "./command-events.ts";
import { createOutcomes } from "./outcomes.ts";
import type { Answer } from "./render-answer.ts";

/**
 * The tables of all clusters as one, with a column that says whose row it is.
 * @throws CliFailure (from `end`) with the reason when the answers are no such tables.
 */
export function createMergedAnswer(
	terminal: Terminal,
	read: () => Promise<MergedTable>,
): Answer {
	const outcomes = createOutcomes(terminal, true);
	const errors = createErrorLines();
	const runs: string[] = [];
	return {
		isWhole: true,
		tell(event) {
			outcomes.take(event);
			errors.take(event);
			if (event.kind === "RUN_ENDED" && event.run) runs.push(event.run.id);
		},
		async end() {
			const { columns, rows, problem } = await read();
			if (problem === null)
				terminal.out(
					table(
						["CLUSTER", ...columns],
						rows.map(({ cluster, cells }) => [cluster, ...cells]),
					),
				);
			for (const line of errors.lines()) terminal.say(`${line}\n`);
			outcomes.tell();
			if (problem !== null)
				throw new CliFailure(
					`The answers cannot be merged. ${problem}\nThe command was run. Print an answer with qd output ${runs[0] ?? "RUN"}, or run it again without --merge.`,
				);
		},
	};
}

const maxErrorCharacters = 65_536;

/** What programs wrote to standard error, line by line behind their cluster: it is in no table, and says why a cluster has no rows. */
function createErrorLines() {
	const texts = new Map<string, string>();
	let characters = 0;
	return {
		take({ kind, cluster, text }: CommandEvent) {
			if (kind !== "STDERR" || !text || characters > maxErrorCharacters) return;
			characters += text.length;
			texts.set(cluster ?? "", `${texts.get(cluster ?? "") ?? ""}${text}`);
		},
		lines: () =>
			[...texts].flatMap(([cluster, text]) =>
				text
					.trimEnd()
					.split("\n")
					.map((line) => `${cluster}: ${line}`),
			),
	};
}
