import { RE2JS } from "re2js";

/** Characters of a value that patterns look at. */
const longestValue = 8192;
const special = /[\\^$.|?*+()[\]{}]/;

/** Whether a text has what a pattern asks for: it is the pattern, or the pattern, as Go's regular expression, is found in it. */
export type Pattern = (value: string) => boolean;

/**
 * Compiles a pattern of a configuration. The engine is RE2's: it takes linear time whatever the pattern is, where JavaScript's own would
 * let a configuration stop the agent.
 * @throws Error with what is wrong when it is no regular expression of Go.
 */
export function compilePattern(text: string): Pattern {
	if (text === "" || text === ".*" || text === "^.*$") return () => true;
	if (!special.test(text)) return (value) => value.includes(text);
	const expression = compile(text);
	return (value) =>
		value === text || expression.test(value.slice(0, longestValue));
}

function compile(text: string): RE2JS {
	try {
		return RE2JS.compile(text);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		throw new Error(`"${text}" is not a regular expression: ${why}`, {
			cause: error,
		});
	}
}
