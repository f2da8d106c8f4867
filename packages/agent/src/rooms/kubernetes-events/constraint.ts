import type { KubernetesSource } from "@quarterdeck/contract/configuration";
import type { Pattern, PatternStore } from "./pattern.ts";

/** Patterns as a configuration gives them. */
export type Patterns = KubernetesSource["namespaces"];

/** Which values are let through. */
export interface Constraint {
	allows(value: string): boolean;
	/** One of the values; no value counts as one empty text. */
	allowsAny(values: readonly string[]): boolean;
}

/** Whether the configuration says anything here. */
export function isDefined({ include, exclude }: Patterns): boolean {
	return include.length > 0 || exclude.length > 0;
}

/** Constraints of one kind of value: equal ones are one, and remember their last answer, since the groups ask one after another. */
export class Constraints {
	readonly #store: PatternStore;
	readonly #known = new Map<string, Constraint>();

	constructor(store: PatternStore) {
		this.#store = store;
	}

	/** @throws Error when a pattern cannot be read. */
	of(patterns: Patterns): Constraint {
		const key = JSON.stringify([patterns.include, patterns.exclude]);
		const known = this.#known.get(key);
		if (known) return known;
		const made = compileConstraint(patterns, this.#store);
		this.#known.set(key, made);
		return made;
	}
}

function compileConstraint(
	patterns: Patterns,
	store: PatternStore,
): Constraint {
	const compile = (text: string) => store.of(text);
	const exclude = patterns.exclude
		.filter((text) => text.trim() !== "")
		.map(compile);
	// Only excludes: everything but those. Botkube allows nothing then.
	const include =
		patterns.include.length > 0 ? patterns.include.map(compile) : [() => true];
	let last: { readonly value: string; readonly answer: boolean } | undefined;
	const allows = (value: string) => {
		if (last?.value === value) return last.answer;
		const answer = !matches(exclude, value) && matches(include, value);
		last = { value, answer };
		return answer;
	};
	return {
		allows,
		allowsAny: (values) =>
			values.length === 0 ? allows("") : values.some(allows),
	};
}

function matches(patterns: readonly Pattern[], value: string): boolean {
	return patterns.some((pattern) => pattern(value));
}
