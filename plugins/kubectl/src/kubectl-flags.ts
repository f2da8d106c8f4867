/*
 * How kubectl reads its words. kubectl parses with pflag and finds its command with cobra; what is written here was
 * tried on the real program (see kubectl-flags.test.ts):
 *   --name=value   --name value   -n value   -nvalue   -n=value   -wAn value (switches may stand before the last one)
 *   _ counts as - in a long name; long names are not abbreviated; letters are not folded
 *   a value is the next word whatever it looks like, so in `-n -- --as=x` the -- is a namespace and --as is a flag
 *   after a -- that is no value, nothing is a flag
 * Where kubectl's view depends on which of its flags take a value, the reading that finds more flags is taken.
 */

/** One flag, as a long name without dashes, or as its letter. */
export interface FoundFlag {
	readonly name: string;
	readonly word: string;
}

/** Letters that take the rest of their word as value, in every command of kubectl that has them. */
const letterTakesValue: ReadonlySet<string> = new Set([
	"c",
	"l",
	"L",
	"n",
	"o",
	"s",
	"v",
]);

/** Switches people write right before `--`, where they have no value in any version. */
const switchesBeforeDashes: ReadonlySet<string> = new Set([
	"-i",
	"-t",
	"-it",
	"-ti",
	"--stdin",
	"--tty",
	"--rm",
]);

/** Every flag kubectl could see in the words after the program's name. `command` is its sub-command. */
export function findFlags(
	words: readonly string[],
	command: string,
): FoundFlag[] {
	return words
		.slice(0, endOfFlags(words, command))
		.flatMap((word) => flagsOfWord(word, command));
}

/** How many words come before the `--` that ends the flags for sure. */
export function endOfFlags(words: readonly string[], command: string): number {
	const at = words.findIndex(
		(word, index) =>
			word === "--" && !mayTakeNext(words[index - 1] ?? "", command),
	);
	return at < 0 ? words.length : at;
}

/** True when the word may be a flag that takes the next word as its value. */
function mayTakeNext(word: string, command: string): boolean {
	if (!word.startsWith("-") || word === "-") return false;
	if (word.startsWith("--") && word.includes("=")) return false;
	const isSession = command === "exec" || command === "run";
	return !(isSession && switchesBeforeDashes.has(word));
}

function flagsOfWord(word: string, command: string): FoundFlag[] {
	if (!word.startsWith("-") || word === "-" || word === "--") return [];
	if (!word.startsWith("--")) return flagsOfLetters(word, command);
	return [{ name: longName(word), word }];
}

/** The name in `--name` or `--name=value`, as kubectl looks it up. */
export function longName(word: string): string {
	const [name = ""] = word.slice(2).split("=", 1);
	return name.replaceAll("_", "-");
}

function flagsOfLetters(word: string, command: string): FoundFlag[] {
	const found: FoundFlag[] = [];
	const letters = [...word.slice(1)];
	for (const [index, letter] of letters.entries()) {
		found.push({ name: letter, word });
		if (takesValue(letter, command) || letters[index + 1] === "=") break;
	}
	return found;
}

function takesValue(letter: string, command: string): boolean {
	if (letter === "p") return command === "patch";
	return letterTakesValue.has(letter);
}
