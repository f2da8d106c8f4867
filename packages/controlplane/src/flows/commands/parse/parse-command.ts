import { AppError, maxCommandWords } from "@quarterdeck/contract";
import type { Command, Targets } from "./command.ts";
import { type Alias, expandAlias } from "./expand-alias.ts";
import { extractFlags, type Flags } from "./extract-flags.ts";
import { normalise, requireReadable } from "./normalise.ts";
import { splitWords, type Word } from "./split-words.ts";
import { parseAllTargetTerms } from "./target-term.ts";

/** What a person asked for beside the words, e.g. by a command line that has flags of its own. It wins over the words. */
export interface SpokenOptions {
	readonly clusters?: readonly string[] | undefined;
	readonly allClusters?: boolean | undefined;
	readonly filter?: string | undefined;
	readonly timeoutSeconds?: number | undefined;
}

/**
 * One line of text as a command (docs/architecture/command.md#steps). Flags the person typed win over those of the alias.
 *
 * @throws AppError COMMAND_UNPARSABLE, COMMAND_PIPED or INPUT_TOO_LARGE, each with what to do instead.
 */
export function parseCommand(
	text: string,
	aliases: readonly Alias[],
	options: SpokenOptions = {},
): Command {
	const typed = extractFlags(splitWords(normalise(text)));
	const { aliasWords, ownWords } = expandAlias(typed.rest, aliases);
	const aliased = extractFlags(aliasWords);
	return compose([...aliased.rest, ...ownWords], [options, typed, aliased]);
}

/**
 * Words that a shell has split already: taken as they are, but for one alias. Nothing in them is a flag of ours.
 * One single word with blanks in it is a whole line that was quoted on its way, and is read as one.
 *
 * @throws AppError as `parseCommand`.
 */
export function parseWords(
	words: readonly string[],
	aliases: readonly Alias[],
	options: SpokenOptions = {},
): Command {
	const [first = ""] = words;
	if (words.length === 1 && /\s/u.test(first))
		return parseCommand(first, aliases, options);
	requireReadable(words.join(" "));
	const typed = words.map((text) => ({ text, isLiteral: false }));
	const { aliasWords, ownWords } = expandAlias(typed, aliases);
	const aliased = extractFlags(aliasWords);
	return compose([...aliased.rest, ...ownWords], [options, aliased]);
}

/** Options in the order of their weight: the first that says something about a matter decides it. */
function compose(
	words: readonly Word[],
	sayings: readonly (SpokenOptions | Flags)[],
): Command {
	const spoken = words[0]?.text === "--" ? words.slice(1) : words;
	if (spoken.length === 0 || spoken[0]?.text === "")
		throw unparsable("it holds no words but flags", "Say what to run.");
	if (spoken.length > maxCommandWords)
		throw unparsable(
			`it has more than ${maxCommandWords} words`,
			"Make it shorter.",
		);
	const filter = filterOf(sayings);
	const timeoutSeconds = sayings.find(
		(said) => said.timeoutSeconds !== undefined,
	)?.timeoutSeconds;
	return {
		words: spoken.map((word) => word.text),
		targets: chooseTargets(sayings),
		...(filter === undefined ? {} : { filter }),
		...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
	};
}

const maxFilterCharacters = 1000;

function filterOf(
	sayings: readonly (SpokenOptions | Flags)[],
): string | undefined {
	const filter = sayings.find((said) => said.filter)?.filter;
	if (filter === undefined) return undefined;
	requireReadable(filter);
	if (filter.length <= maxFilterCharacters) return filter;
	throw unparsable(
		`the filter has more than ${maxFilterCharacters} characters`,
		"Make it shorter.",
	);
}

function chooseTargets(sayings: readonly (SpokenOptions | Flags)[]): Targets {
	for (const { clusters = [], allClusters = false } of sayings) {
		if (allClusters && clusters.length > 0)
			throw unparsable(
				"--cluster and --all-clusters exclude each other",
				"Use one of them.",
			);
		if (allClusters) return { kind: "all" };
		for (const value of clusters) requireReadable(value);
		if (clusters.length > 0)
			return { kind: "named", terms: parseAllTargetTerms(clusters) };
	}
	return { kind: "default" };
}

function unparsable(reason: string, hint: string): AppError {
	return new AppError("COMMAND_UNPARSABLE", { reason, hint });
}
