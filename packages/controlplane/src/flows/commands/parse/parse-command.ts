import { AppError, maxCommandWords } from "@quarterdeck/contract";
import type { Command, Targets } from "./command.ts";
import { type Alias, expandAlias } from "./expand-alias.ts";
import { extractFlags, type Flags } from "./extract-flags.ts";
import { normalise, requirePlainText } from "./normalise.ts";
import { splitWords, type Word } from "./split-words.ts";
import { parseAllTargetTerms } from "./target-term.ts";

/** What a person asked for beside the words, e.g. with the flags of a command line. It takes precedence over the words. */
export interface CommandOptions {
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
	options: CommandOptions = {},
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
	options: CommandOptions = {},
): Command {
	const [first = ""] = words;
	if (words.length === 1 && /\s/u.test(first))
		return parseCommand(first, aliases, options);
	requirePlainText(words.join(" "));
	const typed = words.map((text) => ({ text, isLiteral: false }));
	const { aliasWords, ownWords } = expandAlias(typed, aliases);
	const aliased = extractFlags(aliasWords);
	return compose([...aliased.rest, ...ownWords], [options, aliased]);
}

/** Options in the order of precedence: the first that sets something decides it. */
function compose(
	words: readonly Word[],
	sources: readonly (CommandOptions | Flags)[],
): Command {
	const given = words[0]?.text === "--" ? words.slice(1) : words;
	if (given.length === 0 || given[0]?.text === "")
		throw unparsable("it has no words other than flags", "Add what to run.");
	if (given.length > maxCommandWords)
		throw unparsable(
			`it has more than ${maxCommandWords} words`,
			"Shorten it.",
		);
	const filter = filterOf(sources);
	const timeoutSeconds = sources.find(
		(source) => source.timeoutSeconds !== undefined,
	)?.timeoutSeconds;
	return {
		words: given.map((word) => word.text),
		targets: chooseTargets(sources),
		...(filter === undefined ? {} : { filter }),
		...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
	};
}

const maxFilterCharacters = 1000;

function filterOf(
	sources: readonly (CommandOptions | Flags)[],
): string | undefined {
	const filter = sources.find((source) => source.filter)?.filter;
	if (filter === undefined) return undefined;
	requirePlainText(filter);
	if (filter.length <= maxFilterCharacters) return filter;
	throw unparsable(
		`the filter has more than ${maxFilterCharacters} characters`,
		"Shorten it.",
	);
}

function chooseTargets(sources: readonly (CommandOptions | Flags)[]): Targets {
	for (const { clusters = [], allClusters = false } of sources) {
		if (allClusters && clusters.length > 0)
			throw unparsable(
				"--cluster and --all-clusters exclude each other",
				"Use one of them.",
			);
		if (allClusters) return { kind: "all" };
		for (const value of clusters) requirePlainText(value);
		if (clusters.length > 0)
			return { kind: "named", terms: parseAllTargetTerms(clusters) };
	}
	return { kind: "default" };
}

function unparsable(reason: string, hint: string): AppError {
	return new AppError("COMMAND_UNPARSABLE", { reason, hint });
}
