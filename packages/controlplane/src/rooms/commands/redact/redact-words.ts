import { isSecretName, redactedText } from "@quarterdeck/contract";
import { hideSpans, secretSpans } from "./hide-spans.ts";
import {
	firstProgramOf,
	type ProgramSecrets,
	programOf,
} from "./program-secrets.ts";
import { redactDocument } from "./redact-document.ts";
import { type HidingRule, isSwitch, ruleOfFlag } from "./secret-flags.ts";

/*
 * What was typed is kept, shown in lists and written into the audit; what is secret in it is not. It is told by the words alone: by the
 * flag or the name before a value, by the program and the place among its words, and by the keys of documents. When in doubt it is hidden.
 */

/** What is known of the words around a word. */
interface Around {
	/** How deep it lies in scripts and documents. */
	readonly depth: number;
	/** Whether the words are about a Secret of Kubernetes: all of its `data` is one. */
	readonly isSecretObject: boolean;
}

/** A script in a document in a script is looked at; what lies deeper is hidden. */
const maxDepth = 4;
const topmost: Around = { depth: 0, isSecretObject: false };

/** The words with every secret in them replaced. Linear in the words. */
export function redactWords(words: readonly string[]): string[] {
	return redactCommand(words, topmost, { isInside: false });
}

/** A typed text with every secret in it replaced; the rest stands as it was typed, quotes included. Linear in the text. */
export function redactText(text: string): string {
	return redactLine(text, topmost, false);
}

function redactLine(text: string, around: Around, isInside: boolean): string {
	const typed = text.split(
		/((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\]|["'\\])+)/s,
	);
	const words = typed.filter((_, i) => i % 2 === 1).map(bare);
	const redacted = redactCommand(words, around, {
		isInside,
		begins: (i) => isInside && (typed[2 * i] ?? "").includes("\n"),
	});
	return typed
		.map((piece, i) => {
			const at = (i - 1) / 2;
			if (i % 2 === 0 || words[at] === redacted[at]) return piece;
			return quoted(redacted[at] ?? "");
		})
		.join("");
}

interface Line {
	/** Whether the words run in a container, and are not the command line of a plugin. */
	readonly isInside: boolean;
	/** Whether a line of a script begins with that word. */
	readonly begins?: (index: number) => boolean;
}

function redactCommand(
	words: readonly string[],
	around: Around,
	{ isInside, begins }: Line,
): string[] {
	const isSecretObject =
		around.isSecretObject || words.some((word) => isSecretResource.test(word));
	const reader = createReader({ ...around, isSecretObject }, isInside);
	const fed = fedWords(words);
	return words.map((word, i) => {
		if (begins?.(i)) reader.restart();
		const shown = reader.read(word);
		return fed.has(i) ? hide(word, "whole", "", around) : shown;
	});
}

const isSecretResource = /^secrets?(\/.{1,300}|\.v1\.?)?$/i;
/** Flags of one dash that look like a bundle of letters, of which `p` takes a value. */
const oneDashFlag = /^-(pass|passwd|password|passphrase|token|secret)$/i;
const separators = new Set(["|", "||", "&&", ";", "&", "|&"]);
/** Programs that read a password from what is said to them. */
const readsPassword =
	/^(chpasswd|passwd|kinit|--password-stdin|--with-token|-S|--pass-stdin)$/;

/** Reads words one after the other, and knows what the next one will be. */
function createReader(around: Around, startsInside: boolean) {
	let isInside = startsInside;
	let program: ProgramSecrets | undefined;
	let positional: string[] = [];
	let before = "";
	let pending:
		| { readonly rule: HidingRule; readonly isGuess: boolean }
		| undefined;

	function begin(word: string): void {
		program = firstProgramOf(word, isInside);
		positional = [];
	}
	function take(word: string): string {
		if (pending) {
			const { rule, isGuess } = pending;
			pending = undefined;
			// A flag that looks like a secret's may be a switch, before another flag.
			if (!isGuess || !/^--?[a-z][\w-]*(=|$)/i.test(word))
				return hide(word, rule, before, around);
		}
		if (separators.has(word)) {
			program = undefined;
			return word;
		}
		if (word === "--" && !isInside) {
			isInside = true;
			program = undefined;
			return word;
		}
		if (/^-./s.test(word)) return takeFlag(word, program ?? {});
		if (program === undefined) return takeFirst(word);
		return takePositional(word, program);
	}
	/** Settings stand before a program: `PGPASSWORD=x psql`. */
	function takeFirst(word: string): string {
		if (!/^\w+=/.test(word)) begin(word);
		return hide(word, "document", before, around);
	}
	function takePositional(word: string, current: ProgramSecrets): string {
		const other = current.runsOthers || !current.places;
		const next = other && isInside ? programOf(word) : undefined;
		if (next) {
			program = next;
			positional = [];
			return word;
		}
		const rule = ruleOfPlace(current, positional);
		if (positional.length < 16) positional.push(word);
		return hide(word, rule ?? "document", before, around);
	}
	function takeFlag(word: string, current: ProgramSecrets): string {
		const [, flag = "", equals, value = ""] =
			/^(--?[\w.-]{1,128})(?:(=)(.*))?$/s.exec(word) ?? [];
		const named = current.long?.[flag.replace(/^--?/, "")];
		const rule = named ?? ruleOfFlag(flag);
		const isBundle = /^-[^-]/.test(word) && named === undefined;
		const bundle = isBundle ? readBundle(word, current, positional) : undefined;
		if (bundle) {
			const { head, value } = bundle;
			if (oneDashFlag.test(word)) {
				pending = { rule: "whole", isGuess: true };
				return word;
			}
			if (value !== "") return head + hide(value, bundle.rule, "", around);
			if (!bundle.isAttached) pending = { rule: bundle.rule, isGuess: false };
			return word;
		}
		if (equals) {
			const isSetting =
				rule === "whole" && /^(true|false|always|never)$/.test(value);
			return `${flag}=${isSetting ? value : hide(value, rule ?? "document", flag, around)}`;
		}
		if (rule && (named || !isSwitch(flag)))
			pending = { rule, isGuess: named === undefined };
		return flag === "" ? hide(word, "document", before, around) : word;
	}
	return {
		read(word: string): string {
			const shown = take(word);
			before = word;
			if (isInside && /[;&|]$/.test(word)) program = undefined;
			return shown;
		},
		restart() {
			program = undefined;
			pending = undefined;
		},
	};
}

interface Bundle {
	readonly head: string;
	readonly value: string;
	readonly rule: HidingRule;
	/** Whether the value stands in the same word or not at all. */
	readonly isAttached: boolean;
}

/** Letters behind one dash, of which the last takes a value: in the same word, or behind it. Undefined when none does. */
function readBundle(
	word: string,
	{ short = {}, attached = "", valued = "", shortAfter = {} }: ProgramSecrets,
	positional: readonly string[],
): Bundle | undefined {
	for (let i = 1; i < Math.min(word.length, 12); i++) {
		const letter = word[i] ?? "";
		const value = word.slice(i + 1).replace(/^=/, "");
		const head = word.slice(0, word.length - value.length);
		const isAttached = attached.includes(letter);
		if (isAttached) return { head, value, rule: "whole", isAttached };
		const verb = shortAfter[letter];
		const rule =
			verb === undefined || positional.includes(verb)
				? short[letter]
				: undefined;
		if (rule) return { head, value, rule, isAttached };
		if (valued.includes(letter))
			return { head, value, rule: "document", isAttached };
		if (!/[A-Za-z0-9]/.test(letter)) return undefined;
	}
	return undefined;
}

/** The verbs may stand behind values of flags, which look like words. */
function ruleOfPlace(
	{ places = [] }: ProgramSecrets,
	positional: readonly string[],
): HidingRule | undefined {
	return places.find(({ verbs, skip }) =>
		positional.some(
			(_, at) =>
				positional.length >= at + verbs.length + skip &&
				verbs.every((verb, i) => positional[at + i]?.toLowerCase() === verb),
		),
	)?.rule;
}

/** What `echo`, `printf` and `<<<` say to a program that reads a password. */
function fedWords(words: readonly string[]): ReadonlySet<number> {
	const fed = new Set<number>();
	let said: number[] | undefined;
	let heard: number[] = [];
	let readsSecret = false;
	for (const [i, word] of words.entries()) {
		if (readsSecret && words[i - 1] === "<<<") fed.add(i);
		if (word === "|") {
			heard = said ?? heard;
			said = undefined;
		} else if (separators.has(word)) {
			said = undefined;
			heard = [];
		} else if (/^(echo|printf)$/.test(word)) said = [];
		else if (said && !/^-/.test(word)) said.push(i);
		if (separators.has(word)) readsSecret = false;
		else if (
			readsPassword.test(word) ||
			(word === "login" && /^(vault|bao)$/.test(words[i - 1] ?? ""))
		)
			readsSecret = true;
		if (readsSecret) for (const one of heard.splice(0)) fed.add(one);
	}
	return fed;
}

function hide(
	text: string,
	rule: HidingRule,
	before: string,
	around: Around,
): string {
	switch (rule) {
		case "open":
			return text;
		case "whole":
			return text === "" ? "" : redactedText;
		case "pair":
			return hidePair(text, ":");
		case "percent-pair":
			return hidePair(text, "%");
		case "comma-pair":
			return hidePair(text, ",");
		case "literal":
			return hideBehind(text, /^[^=]{1,256}=/) ?? redactedText;
		case "assigned":
			return hideBehind(text, /^[^=]{1,256}=(?!@)/) ?? hideWord(text, around);
		case "header":
			return hideHeader(text, around);
		case "source":
			return hideBehind(text, /^pass:/) ?? text;
		case "sets":
			return hideSets(text, around);
		case "script":
			return hideScript(text, around);
		case "named":
			return isSecretSetting(before) ? redactedText : hideWord(text, around);
		case "cookies":
			return hideBehind(text, /^[^=]{1,256}=/) ?? text;
		case "marked":
			return /^[<>#!]/.test(text) ? `${text[0]}${redactedText}` : text;
		case "document":
			return hideWord(text, around);
	}
}

/** A name alone is none, but for one with an empty password: then it is a token. */
function hidePair(text: string, mark: string): string {
	const cut = text.indexOf(mark);
	if (cut < 0) return text;
	return cut === text.length - 1
		? `${redactedText}${mark}`
		: `${text.slice(0, cut + 1)}${redactedText}`;
}

/** Undefined when it does not begin so. */
function hideBehind(text: string, beginning: RegExp): string | undefined {
	const head = beginning.exec(text)?.[0];
	if (head === undefined) return undefined;
	return text === head ? text : `${head}${redactedText}`;
}

/** `Name: value`; the scheme before a proof stands. */
function hideHeader(text: string, around: Around): string {
	const [, head = "", name = "", value = ""] =
		/^(([\w-]{1,128})\s{0,8}:\s{0,8})(.+)$/s.exec(text) ?? [];
	const isSecret = isSecretName(name) || /(^|-)(auth|key)$/i.test(name);
	if (!isSecret) return hideWord(text, around);
	const scheme = /^(bearer|basic|token|apikey|digest|negotiate)\s{1,8}/i.exec(
		value,
	)?.[0];
	return `${head}${scheme ?? ""}${redactedText}`;
}

/** Each setting by its name, or by the name beside it as in `env[0].name=TOKEN,env[0].value=x`; a list in braces is one value. */
function hideSets(text: string, around: Around): string {
	const settings = text.match(/(?:\\.|\{[^{}]*\}|[^,\\]|[\\])+|,/gs) ?? [];
	const named = new Set<string>();
	for (const setting of settings) {
		const [, item, name = ""] = /^(.{0,256})\.name=(.*)$/s.exec(setting) ?? [];
		if (item !== undefined && isSecretName(name)) named.add(item);
	}
	return settings
		.map((setting) => {
			const [head = "", item = ""] = /^(.{0,256})\.value=/s.exec(setting) ?? [];
			if (head !== "" && named.has(item)) return `${head}${redactedText}`;
			return setting === "," ? "," : hideWord(setting, around);
		})
		.join("");
}

function hideScript(text: string, around: Around): string {
	const deeper = { ...around, depth: around.depth + 1 };
	return deeper.depth > maxDepth
		? redactedText
		: redactLine(text, deeper, true);
}

/** Also `users.ana.token`, and how Redis names its own. */
function isSecretSetting(name: string): boolean {
	const [last = ""] = name.split(/[.:/]/).slice(-1);
	return (
		isSecretName(last) ||
		/^(requirepass|masterauth|(\w{1,64}_)?auth)$/i.test(last)
	);
}

/** A word that no flag and no place explains: a setting, a document, an address, SQL. */
function hideWord(text: string, around: Around): string {
	if (text.length < 3) return text;
	const head = /^(?:[\w.[\]-]{1,256}=){1,16}/.exec(text)?.[0] ?? "";
	const secret = head
		.split("=")
		.findIndex((name) => isSecretSetting(name) || isSecretName(name));
	if (secret >= 0) {
		const names = head
			.split("=")
			.slice(0, secret + 1)
			.join("=");
		return hideBehind(text, new RegExp(`^.{${names.length + 1}}`, "s")) ?? text;
	}
	if (head !== "") return head + hideValue(text.slice(head.length), around);
	return /^[\w-]{1,128}: [^\n]*$/.test(text) &&
		isSecretName(text.split(":", 1)[0] ?? "")
		? hideHeader(text, around)
		: hideValue(text, around);
}

function hideValue(text: string, around: Around): string {
	const deeper = { ...around, depth: around.depth + 1 };
	const document = redactDocument(text, {
		isSecretObject: around.isSecretObject,
		hideText: (inner) =>
			deeper.depth > maxDepth ? redactedText : hideWord(inner, deeper),
		hideList: (items) =>
			deeper.depth > maxDepth
				? items.map(() => redactedText)
				: redactCommand(items, deeper, { isInside: true }),
	});
	return document ?? hideSpans(text, secretSpans(text));
}

function bare(word: string): string {
	return word.replace(
		/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs,
		(_, double?: string, single?: string, escaped?: string) =>
			double?.replace(/\\(.)/gs, "$1") ?? single ?? escaped ?? "",
	);
}

function quoted(word: string): string {
	return /["'\\]/.test(word)
		? `'${word.replaceAll("'", `'"'"'`)}'`
		: `"${word}"`;
}
