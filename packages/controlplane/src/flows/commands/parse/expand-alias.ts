import { splitWords, type Word } from "./split-words.ts";

/** An alias as the configuration holds it: `k` or `kc ns` → `kubectl …`. */
export interface Alias {
	readonly name: string;
	readonly command: string;
}

/** What became of the words: those the alias stands for, and those that followed it. */
export interface Expansion {
	readonly aliasWords: readonly Word[];
	readonly ownWords: readonly Word[];
}

/**
 * Replaces one alias at the beginning. It must match whole unquoted words; of several that match, the one of most words
 * wins, whatever order the configuration has. The result is not expanded again, so aliases cannot loop.
 *
 * @throws AppError as `splitWords`, when the alias itself cannot be read.
 */
export function expandAlias(
	words: readonly Word[],
	aliases: readonly Alias[],
): Expansion {
	let best: { readonly alias: Alias; readonly length: number } | undefined;
	for (const alias of aliases) {
		const names = alias.name.split(/\s+/).filter((name) => name !== "");
		if (names.length > (best?.length ?? 0) && beginsWith(words, names))
			best = { alias, length: names.length };
	}
	if (!best) return { aliasWords: [], ownWords: words };
	return {
		aliasWords: splitWords(best.alias.command),
		ownWords: words.slice(best.length),
	};
}

function beginsWith(words: readonly Word[], names: readonly string[]): boolean {
	return names.every((name, i) => {
		const word = words[i];
		return word !== undefined && !word.isLiteral && word.text === name;
	});
}
