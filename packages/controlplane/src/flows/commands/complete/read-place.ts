import { maxCommandCharacters } from "@quarterdeck/contract";
import { stripMention } from "../parse/strip-mention.ts";

/** What stands at the cursor of a text that is still being written. */
export interface Place {
	/** The words before the one at the cursor that are the program's, not ours. */
	readonly words: readonly string[];
	/** Our flag whose value is being written; undefined for a word of the command. */
	readonly flag: string | undefined;
	/** Whether a flag of ours may stand here: not behind `--`, and not in quotes. */
	readonly mayBeFlag: boolean;
	/** What of the word stands before the cursor. */
	readonly prefix: string;
	/** What is replaced: from the beginning of the word to its end, which may lie behind the cursor. */
	readonly from: number;
	readonly to: number;
}

/** Flags of ours that take a value. */
const valueFlags = ["--cluster", "--cluster-name", "--filter", "--timeout"];

interface OpenWord {
	readonly text: string;
	/** Where its characters begin: behind an opening quote. */
	readonly start: number;
	readonly isQuoted: boolean;
}

/**
 * Reads as far as the cursor, as `splitWords` would, but forgives what is not finished: a quote that is open, a backslash at the
 * end. Undefined where nothing can be suggested. Never throws.
 */
export function readPlace(text: string, cursor: number): Place | undefined {
	if (text.length > maxCommandCharacters) return undefined;
	const at = Math.min(Math.max(0, Math.trunc(cursor) || 0), text.length);
	const read = readWords(text.slice(0, at));
	const { words, flag, isProgramOnly } = withoutFlags(read.words);
	const { current } = read;
	const inline = flag ? undefined : inlineFlag(current, isProgramOnly);
	const start = inline?.start ?? current.start;
	return {
		words,
		flag: flag ?? inline?.flag,
		mayBeFlag: !isProgramOnly && !current.isQuoted,
		prefix: inline?.text ?? current.text,
		from: Math.min(start, at),
		to: at + wordEnd(text.slice(at), current.isQuoted),
	};
}

/** `--cluster=pr`: the value begins behind the sign. */
function inlineFlag(word: OpenWord, isProgramOnly: boolean) {
	const flag = valueFlags.find((one) => word.text.startsWith(`${one}=`));
	if (!flag || isProgramOnly || word.isQuoted) return undefined;
	const length = flag.length + 1;
	return {
		flag,
		text: word.text.slice(length),
		start: word.start + length,
	};
}

function wordEnd(rest: string, isQuoted: boolean): number {
	if (isQuoted) return 0;
	return /^[^\s,"'|;&<>]*/u.exec(rest)?.[0].length ?? 0;
}

function readWords(before: string): {
	readonly words: readonly OpenWord[];
	readonly current: OpenWord;
} {
	const offset = before.length - stripMention(before).length;
	const words: OpenWord[] = [];
	let at = offset;
	for (;;) {
		while (at < before.length && /\s/u.test(before.charAt(at))) at += 1;
		const word = readWord(before, at);
		if (word.end >= before.length && !word.isClosed)
			return { words, current: word };
		words.push(word);
		at = word.end;
	}
}

/** One word from here on; closed when a blank follows it. */
function readWord(text: string, begin: number) {
	let word = "";
	let quote = "";
	let start = begin;
	let isQuoted = false;
	let at = begin;
	for (; at < text.length; at++) {
		const character = text.charAt(at);
		if (quote === "" && /\s/u.test(character)) break;
		if (character === quote) quote = "";
		else if (quote === "" && /["']/.test(character)) {
			quote = character;
			if (word === "") {
				isQuoted = true;
				start = at + 1;
			}
		} else if (character === "\\" && quote !== "'") {
			at += 1;
			word += text.charAt(at);
		} else word += character;
	}
	return { text: word, start, isQuoted, end: at, isClosed: at < text.length };
}

function withoutFlags(all: readonly OpenWord[]): {
	readonly words: readonly string[];
	readonly flag: string | undefined;
	readonly isProgramOnly: boolean;
} {
	const words: string[] = [];
	let flag: string | undefined;
	let isProgramOnly = false;
	for (const { text, isQuoted } of all) {
		const isOurs = !isQuoted && !isProgramOnly;
		if (flag !== undefined) flag = undefined;
		else if (isOurs && text === "--") isProgramOnly = true;
		else if (isOurs && valueFlags.includes(text)) flag = text;
		else if (!isOurs || !isFlagOfOurs(text)) words.push(text);
	}
	return { words, flag, isProgramOnly };
}

function isFlagOfOurs(text: string): boolean {
	return (
		/^--all-clusters(=|$)/.test(text) ||
		valueFlags.some((flag) => text.startsWith(`${flag}=`))
	);
}
