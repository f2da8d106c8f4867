/*
 * In a declared word, `$(name)` stands for a person's value, as in the command of a Kubernetes container; `$$(name)` is
 * `$(name)` itself.
 */

const placeholder = /\$(\$?)\(([^()]*)\)/g;

/** The names in a declared word. */
export function findPlaceholders(word: string): string[] {
	return [...word.matchAll(placeholder)]
		.filter(([, dollar]) => dollar === "")
		.map(([, , name = ""]) => name);
}

/** What is wrong with a declared word, or undefined. */
export function placeholderProblem(
	word: string,
	known: readonly string[],
): string | undefined {
	const names = findPlaceholders(word);
	const unknown = names.find((name) => !known.includes(name));
	if (unknown !== undefined)
		return `$(${unknown}) in "${word}" is none of the arguments`;
	const before = word.split(/\$\(/, 1)[0] ?? "";
	return names.length > 0 && before.startsWith("-") && !before.includes("=")
		? `in "${word}" a value could choose the flag: write --flag=$(…), or the value as a word of its own`
		: undefined;
}

/**
 * The words with the values in place.
 *
 * @throws an error for people when a value would become a flag.
 */
export function fillPlaceholders(
	words: readonly string[],
	values: ReadonlyMap<string, string>,
): string[] {
	return words.map((word) => {
		const filled = word.replace(placeholder, (all, dollar: string, name) =>
			dollar === "" ? (values.get(name) ?? "") : all.slice(1),
		);
		if (filled.startsWith("-") && !word.startsWith("-"))
			throw new Error(
				`The value "${filled}" begins with "-" and would be read as a flag.`,
			);
		return filled;
	});
}
