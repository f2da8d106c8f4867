import {
	endOfFlags,
	type FoundFlag,
	findFlags,
	longName,
} from "./kubectl-flags.ts";
import {
	allowedCommands,
	blockedCommands,
	fileFlags,
	fileFormats,
	isBlockedFlag,
	refusedCommands,
	texts,
} from "./kubectl-rules.ts";
import { optionsText } from "./options-text.ts";

/** What is to be done with a person's words. */
export type KubectlCommand =
	| { readonly kind: "run"; readonly args: readonly string[] }
	| { readonly kind: "answer"; readonly text: string }
	| { readonly kind: "refuse"; readonly reason: string };

/**
 * Decides on the words that would be executed, after quotes are gone: blocked commands and flags are refused in every
 * spelling kubectl accepts, and the default namespace is put in front where none is named.
 */
export function readKubectlCommand(
	words: readonly string[],
	options: {
		readonly defaultNamespace: string;
		/** Whether there is something on standard input for `-f -` to read. */
		readonly hasInput?: boolean;
	},
): KubectlCommand {
	const [program, ...args] = words;
	if (program !== "kubectl") return refuse(texts.notKubectl);
	const first = args[0];
	if (first === undefined || first === "@builder")
		return { kind: "answer", text: texts.specifyCommand };
	if (args.length === 1 && ["-h", "--help"].includes(first))
		return { kind: "run", args };
	const found = findCommand(args);
	if (found.problem !== undefined) return refuse(found.problem);
	const flags = findFlags(args, found.command);
	const isLogs = found.command === "logs";
	const others = flags.filter((flag) => isLogs || !readsInput(flag, args));
	const noInput =
		others.length < flags.length && !options.hasInput
			? texts.noInput
			: undefined;
	const problem =
		commandProblem(found.command) ??
		flagProblems(others, args, found.command) ??
		noInput;
	if (problem !== undefined) return refuse(problem);
	if (found.command === "options") return { kind: "answer", text: optionsText };
	// kubectl knows no flags before this one command.
	if (found.command === "help") return { kind: "run", args };
	return { kind: "run", args: inNamespace(args, flags, options) };
}

function refuse(reason: string): KubectlCommand {
	return { kind: "refuse", reason };
}

/** Global flags that may stand before the command. kubectl mistakes the value of any other for the command. */
const earlySwitches: ReadonlySet<string> = new Set([
	"disable-compression",
	"match-server-version",
	"warnings-as-errors",
]);
const earlyValues: ReadonlySet<string> = new Set([
	"namespace",
	"request-timeout",
	"v",
]);

type Found =
	| { readonly command: string; readonly problem?: undefined }
	| { readonly problem: string };

/** The word kubectl takes as its command. */
function findCommand(args: readonly string[]): Found {
	for (let index = 0; index < args.length; index++) {
		const word = args[index] as string;
		// kubectl passes over empty words and lone dashes while it looks for its command.
		if (word === "" || word === "-") return { problem: texts.emptyWord };
		if (!word.startsWith("-")) return { command: word };
		const role = roleOfEarlyFlag(word);
		if (role === "other") return { problem: earlyFlagProblem(word) };
		if (role === "takes-next") index += 1;
	}
	return { problem: texts.specifyCommand };
}

function roleOfEarlyFlag(word: string): "alone" | "takes-next" | "other" {
	if (word === "-n" || word === "-v") return "takes-next";
	if (/^-[nv][^-]/.test(word)) return "alone";
	if (!word.startsWith("--") || word === "--") return "other";
	const name = longName(word);
	if (earlySwitches.has(name)) return "alone";
	if (!earlyValues.has(name)) return "other";
	return word.includes("=") ? "alone" : "takes-next";
}

function earlyFlagProblem(word: string): string {
	const [flag] = findFlags([word], "");
	return (flag && flagProblem(flag, "")) ?? texts.earlyFlag(word);
}

function commandProblem(command: string): string | undefined {
	if (blockedCommands.has(command)) return texts.blockedCommand(command);
	if (allowedCommands.has(command)) return undefined;
	return refusedCommands.get(command) ?? texts.unknownCommand(command);
}

/** Written out in full, so that nothing else can hide in the word or behind it. */
const inputWords: ReadonlySet<string> = new Set(["-f=-", "--filename=-"]);
const inputFlags: ReadonlySet<string> = new Set(["-f", "--filename"]);

/** Whether the flag reads standard input and no file: exactly `-f -`, wherever that word stands. */
function readsInput({ word }: FoundFlag, args: readonly string[]): boolean {
	if (inputWords.has(word)) return true;
	if (!inputFlags.has(word)) return false;
	return args.every((arg, at) => arg !== word || args[at + 1] === "-");
}

/** Every problem at once, one a line, as Botkube answers. */
function flagProblems(
	flags: readonly FoundFlag[],
	args: readonly string[],
	command: string,
): string | undefined {
	const problems = flags.map((flag) => flagProblem(flag, command));
	const words = args.slice(0, endOfFlags(args, command));
	for (const format of fileFormats)
		if (words.some((word) => namesFormat(word.toLowerCase(), format)))
			problems.push(texts.fileFormat(format));
	const said = new Set(problems.filter((problem) => problem !== undefined));
	return said.size === 0 ? undefined : [...said].join("\n");
}

function flagProblem({ name }: FoundFlag, command: string): string | undefined {
	const long = longNameOf(name, command);
	if (isBlockedFlag(long)) return texts.blockedFlag(long);
	if (fileFlags.has(long)) return texts.fileFlag(long);
	return undefined;
}

function longNameOf(name: string, command: string): string {
	if (name === "s") return "server";
	if (name === "k") return "kustomize";
	// The only command in which -f is something else: logs --follow.
	return name === "f" && command !== "logs" ? "filename" : name;
}

function namesFormat(word: string, format: string): boolean {
	const at = word.indexOf(format);
	if (at < 0) return false;
	// In front: nothing, or a flag such as -o, -wo, --output=. Behind: nothing, or the file.
	const before = word.slice(0, at);
	const after = word[at + format.length];
	const isValue = before === "" || before.startsWith("-");
	return isValue && (after === undefined || after === "=");
}

function inNamespace(
	args: readonly string[],
	flags: readonly FoundFlag[],
	{ defaultNamespace }: { readonly defaultNamespace: string },
): readonly string[] {
	const names = ["n", "namespace", "A", "all-namespaces"];
	return flags.some(({ name }) => names.includes(name))
		? args
		: ["-n", defaultNamespace, ...args];
}
