import { RE2JS } from "re2js";

/** Characters of a value that patterns look at. */
const longestValue = 8192;
/** Distinct regular expressions of all groups together; each takes memory for as long as it may be asked. */
const mostExpressions = 1000;
const special = /[\\^$.|?*+()[\]{}]/;

/** Whether a text has what a pattern asks for: it is the pattern, or the pattern, as Go's regular expression, is found in it. */
export type Pattern = (value: string) => boolean;

/**
 * The patterns of all groups, each compiled once. The engine is RE2's: it takes linear time whatever the pattern is, where JavaScript's
 * own would let a configuration stop the agent.
 */
export class PatternStore {
	readonly #expressions = new Map<string, RE2JS>();

	/** @throws Error with what is wrong when it is no regular expression of Go, or there are too many. */
	of(text: string): Pattern {
		if (text === "" || text === ".*" || text === "^.*$") return () => true;
		if (!special.test(text)) return (value) => value.includes(text);
		const expression = this.#compile(text);
		return (value) =>
			value === text || expression.test(value.slice(0, longestValue));
	}

	#compile(text: string): RE2JS {
		const known = this.#expressions.get(text);
		if (known) return known;
		if (this.#expressions.size >= mostExpressions)
			throw new Error(
				`"${text}" is one regular expression too many: all groups together may have ${mostExpressions}`,
			);
		try {
			const made = RE2JS.compile(text);
			this.#expressions.set(text, made);
			return made;
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			throw new Error(`"${text}" is not a regular expression: ${why}`, {
				cause: error,
			});
		}
	}
}
