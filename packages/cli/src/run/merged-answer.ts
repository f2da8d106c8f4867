import { CliFailure } from "../cli-failure.ts";
import { table } from "../output/table.ts";
import type { Terminal } from "../terminal.ts";
import type { MergedTable } from "./answers-of.ts";
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
	return {
		isWhole: true,
		tell: (event) => outcomes.take(event),
		async end() {
			const { columns, rows, problem } = await read();
			if (problem === null)
				terminal.out(
					table(
						["CLUSTER", ...columns],
						rows.map(({ cluster, cells }) => [cluster, ...cells]),
					),
				);
			outcomes.tell();
			if (problem !== null)
				throw new CliFailure(
					`The answers cannot be merged. ${problem}\nThe command was run; print an answer with qd output RUN, or run it again without --merge.`,
				);
		},
	};
}
