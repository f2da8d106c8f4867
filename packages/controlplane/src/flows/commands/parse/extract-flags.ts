import { AppError, durationRule, readDuration } from "@quarterdeck/contract";
import type { Word } from "./split-words.ts";

/** Our own flags among the words, and what is left for the program. */
export interface Flags {
	readonly clusters: readonly string[];
	readonly allClusters: boolean;
	readonly filter?: string;
	readonly timeoutSeconds?: number;
	readonly rest: readonly Word[];
}

type ValueFlag = "cluster" | "cluster-name" | "filter" | "timeout";

const valueFlags: readonly ValueFlag[] = [
	"cluster",
	"cluster-name",
	"filter",
	"timeout",
];

interface Found {
	readonly values: Map<ValueFlag, string[]>;
	readonly rest: Word[];
	allClusters: number;
}

/**
 * Takes our flags out wherever they stand before a `--`; what follows that, and a flag written in quotes, belongs to the
 * program. `--flag value` and `--flag=value` are the same.
 *
 * @throws AppError COMMAND_UNPARSABLE in Botkube's detailed words (docs/architecture/botkube-compatibility.md#flags), which it only logged.
 */
export function extractFlags(words: readonly Word[]): Flags {
	const found = findFlags(words);
	if (found.allClusters > 1) throw repeated("all-clusters");
	const filter = single(found, "filter");
	const timeout = single(found, "timeout");
	single(found, "cluster-name");
	const clusters = [
		...(found.values.get("cluster") ?? []),
		...(found.values.get("cluster-name") ?? []),
	];
	return {
		clusters,
		allClusters: found.allClusters > 0,
		...(filter === undefined ? {} : { filter }),
		...(timeout === undefined
			? {}
			: { timeoutSeconds: requireDuration(timeout) }),
		rest: found.rest,
	};
}

function findFlags(words: readonly Word[]): Found {
	const found: Found = { values: new Map(), rest: [], allClusters: 0 };
	for (let i = 0; i < words.length; i++) {
		const word = words[i] as Word;
		if (!word.isLiteral && word.text === "--") {
			found.rest.push(...words.slice(i));
			break;
		}
		if (isAllClusters(word)) {
			found.allClusters += 1;
			continue;
		}
		const flag = valueFlagOf(word);
		if (flag === undefined) found.rest.push(word);
		else i += takeValue(found, flag, word, words[i + 1]);
	}
	return found;
}

function isAllClusters(word: Word): boolean {
	if (word.isLiteral) return false;
	if (word.text === "--all-clusters" || word.text === "--all-clusters=true")
		return true;
	if (word.text.startsWith("--all-clusters="))
		throw incorrect("all-clusters", "it takes no value. use --all-clusters");
	return false;
}

function valueFlagOf(word: Word): ValueFlag | undefined {
	if (word.isLiteral) return undefined;
	return valueFlags.find(
		(flag) => word.text === `--${flag}` || word.text.startsWith(`--${flag}=`),
	);
}

/** Notes the flag's value; returns how many further words it took. */
function takeValue(
	found: Found,
	flag: ValueFlag,
	word: Word,
	next: Word | undefined,
): number {
	const isInWord = word.text.length > flag.length + 2;
	const value = isInWord ? word.text.slice(flag.length + 3) : valueIn(next);
	if (value === undefined || value === "")
		throw incorrect(
			flag,
			`an argument is missing. use --${flag}="value" or --${flag} value`,
		);
	found.values.set(flag, [...(found.values.get(flag) ?? []), value]);
	return isInWord ? 0 : 1;
}

function valueIn(next: Word | undefined): string | undefined {
	if (!next || (!next.isLiteral && next.text.startsWith("--")))
		return undefined;
	return next.text;
}

function single(found: Found, flag: ValueFlag): string | undefined {
	const values = found.values.get(flag) ?? [];
	if (values.length > 1) throw repeated(flag);
	return values[0];
}

function requireDuration(text: string): number {
	const seconds = readDuration(text);
	if (seconds === undefined)
		throw incorrect(
			"timeout",
			`${JSON.stringify(text.slice(0, 40))} is no duration. ${durationRule}`,
		);
	return seconds;
}

function repeated(flag: string): AppError {
	return incorrect(flag, `found more than one ${flag} flag`);
}

function incorrect(flag: string, what: string): AppError {
	return new AppError("COMMAND_UNPARSABLE", {
		reason: `incorrect use of --${flag} flag: ${what}`,
		hint: "A flag for the program itself goes in quotes or after --.",
	});
}
