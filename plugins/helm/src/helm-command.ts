import {
	aliases,
	type CommandRule,
	commands,
	everywhere,
	fileFlags,
	texts,
} from "./helm-rules.ts";

/** What is to be done with a person's words. */
export type HelmCommand =
	| {
			readonly kind: "run";
			readonly args: readonly string[];
			/** Whether it asks the cluster. */
			readonly isLocal: boolean;
	  }
	| { readonly kind: "refuse"; readonly reason: string };

interface Flag {
	readonly name: string;
	readonly value?: string;
}

class Refused extends Error {}

/**
 * Decides on the words that would be executed, after quotes are gone. Every word that begins with a dash must be an
 * allowed flag, whatever stands before it: so no other reading of the words by helm finds a flag that was not looked at.
 */
export function readHelmCommand(
	words: readonly string[],
	{ defaultNamespace }: { readonly defaultNamespace: string },
): HelmCommand {
	const [program, first = "help", ...rest] = words;
	try {
		if (program !== "helm") throw new Refused(texts.notHelm);
		if (["-h", "--help"].includes(first) && rest.length === 0)
			return { kind: "run", args: ["help"], isLocal: true };
		if (first.startsWith("-")) throw new Refused(texts.commandFirst);
		const name = Object.hasOwn(aliases, first) ? aliases[first] : first;
		if (name === undefined || !Object.hasOwn(commands, name))
			throw new Refused(texts.command(first));
		const rule = commands[name] as CommandRule;
		const { flags, others } = readWords(rest, rule);
		checkOthers(others, rule, flags);
		const has = (...names: string[]) =>
			flags.some((flag) => names.includes(flag.name));
		const isLocal = rule.isLocal === true || has("help");
		const namespace =
			isLocal || has("namespace", "all-namespaces")
				? []
				: ["-n", defaultNamespace];
		return { kind: "run", args: [name, ...namespace, ...rest], isLocal };
	} catch (error) {
		if (error instanceof Refused)
			return { kind: "refuse", reason: error.message };
		throw error;
	}
}

function readWords(
	words: readonly string[],
	rule: CommandRule,
): { readonly flags: readonly Flag[]; readonly others: readonly string[] } {
	const flags: Flag[] = [];
	const others: string[] = [];
	for (let at = 0; at < words.length; at++) {
		const word = words[at] as string;
		if (!word.startsWith("-")) {
			others.push(word);
			continue;
		}
		const found = word.startsWith("--")
			? longFlag(word, rule)
			: letterFlags(word, rule);
		const last = found.at(-1);
		if (
			last !== undefined &&
			last.value === undefined &&
			takesValue(last, rule)
		) {
			at += 1;
			const value = words[at];
			if (value === undefined) throw new Refused(texts.noValue(word));
			if (value.startsWith("-"))
				throw new Refused(texts.dashedValue(`--${last.name}`, value));
			found[found.length - 1] = { ...last, value };
		}
		flags.push(...found);
	}
	return { flags, others };
}

function takesValue({ name }: Flag, rule: CommandRule): boolean {
	return rule.values.includes(name) || name === "namespace";
}

function longFlag(word: string, rule: CommandRule): Flag[] {
	const [, name = "", value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
	return [
		{ name: allowed(name, rule), ...(value === undefined ? {} : { value }) },
	];
}

/** `-n x`, `-nx`, `-n=x`, and switches together, the last of which may take a value. */
function letterFlags(word: string, rule: CommandRule): Flag[] {
	const letters: Readonly<Record<string, string>> = {
		...rule.letters,
		...everywhere.letters,
	};
	const found: Flag[] = [];
	for (let at = 1; at < word.length; at++) {
		const letter = word[at] as string;
		const name = Object.hasOwn(letters, letter) ? letters[letter] : undefined;
		const flag = { name: allowed(name ?? letter, rule) };
		const rest = word.slice(at + 1);
		if (rest.startsWith("=") || (rest !== "" && takesValue(flag, rule)))
			return [...found, { ...flag, value: rest.replace(/^=/, "") }];
		found.push(flag);
	}
	if (found.length === 0) throw new Refused(texts.noWord(word));
	return found;
}

/** The name itself, when the command may have it. */
function allowed(name: string, rule: CommandRule): string {
	const known: readonly string[] = [
		...rule.switches,
		...rule.values,
		...everywhere.switches,
		...everywhere.values,
	];
	if (known.includes(name)) return name;
	// -f is a file wherever it is not a filter.
	const long = name === "f" ? "values" : name;
	throw new Refused(
		fileFlags.has(long) ? texts.fileFlag(long) : texts.flag(name),
	);
}

const releaseName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;
const address = /^https?:\/\/[^\s\0]+$/i;

function checkOthers(
	others: readonly string[],
	{ words }: CommandRule,
	flags: readonly Flag[],
): void {
	const repositories = flags.filter(({ name }) => name === "repo");
	for (const { value = "" } of repositories)
		if (!address.test(value)) throw new Refused(texts.repository(value));
	if (words === "none" && others.length > 0)
		throw new Refused(texts.noWord(others[0] ?? ""));
	const chart = words === "chart" ? others.at(-1) : undefined;
	const names = chart === undefined ? others : others.slice(0, -1);
	for (const name of names)
		if (!releaseName.test(name)) throw new Refused(texts.word(name));
	if (chart === undefined || address.test(chart)) return;
	// Without a repository helm would look for a folder or a file.
	if (repositories.length === 0 || !releaseName.test(chart))
		throw new Refused(texts.chart(chart));
}
