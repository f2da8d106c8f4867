import type { Problem } from "../problem.ts";

/** A problem as offsets of a text. */
export interface ProblemSpan {
	readonly from: number;
	readonly to: number;
	/** What mends it when it is written over the span. */
	readonly fix: string | undefined;
}

/**
 * Where in a text a problem is. The text may be newer than the problem: what lies beyond it is told at its end. A suggestion
 * is offered as a fix only where the word that stands there is the one the problem is about.
 */
export function problemSpan(text: string, problem: Problem): ProblemSpan {
	const start = lineStart(text, problem.line);
	const end = lineEnd(text, start);
	const from = Math.min(start + Math.max(0, problem.column - 1), end);
	const word = wordAt(text.slice(from, end));
	const bare = word.replace(/^(["'])(.*)\1$/, "$2");
	const isMeant =
		bare !== "" &&
		(problem.path === bare ||
			problem.path.endsWith(`.${bare}`) ||
			problem.message.includes(bare));
	return {
		from,
		to: from + (word.length || end - from),
		fix: isMeant && problem.suggestion ? problem.suggestion : undefined,
	};
}

function lineStart(text: string, line: number): number {
	let at = 0;
	for (let n = 1; n < line; n++) {
		const next = text.indexOf("\n", at);
		if (next < 0) return at;
		at = next + 1;
	}
	return at;
}

function lineEnd(text: string, start: number): number {
	const end = text.indexOf("\n", start);
	return end < 0 ? text.length : end;
}

/** The key or scalar that begins the text, with its quotes. */
function wordAt(text: string): string {
	const quoted = /^("[^"]*"|'[^']*')/.exec(text)?.[0];
	if (quoted) return quoted;
	const end = /:(?=\s|$)|[,[\]{}]|\s#/.exec(text)?.index ?? text.length;
	return text.slice(0, end).trimEnd();
}
