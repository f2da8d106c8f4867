import type { Diagnostic } from "@codemirror/lint";
import { isError, type Problem } from "../problem.ts";
import { problemSpan } from "./problem-span.ts";

/** Problems as the editor shows them at their places; those with a fix offer it. */
export function toDiagnostics(
	text: string,
	problems: readonly Problem[],
): Diagnostic[] {
	return problems
		.map((problem): Diagnostic => {
			const { from, to, fix } = problemSpan(text, problem);
			const suggestion = problem.suggestion;
			return {
				from,
				to,
				severity: isError(problem) ? "error" : "warning",
				message:
					suggestion && !problem.message.includes(suggestion)
						? `${problem.message}; did you mean ${suggestion}?`
						: problem.message,
				actions: fix
					? [
							{
								name: `Use «${fix}»`,
								apply: (there, start, end) =>
									there.dispatch({
										changes: { from: start, to: end, insert: fix },
									}),
							},
						]
					: [],
			};
		})
		.sort((a, b) => a.from - b.from);
}
