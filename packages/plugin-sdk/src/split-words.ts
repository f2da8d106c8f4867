/** A command that cannot be split into words; the message says why and what to do. */
export class CommandUnreadable extends Error {
	constructor(message: string) {
		super(message);
		this.name = "CommandUnreadable";
	}
}

const blanks = new Set([" ", "\t", "\r", "\n"]);
const shellOperators = new Set(["|", ";", "&", "<", ">", "`", "(", ")"]);

interface Splitting {
	readonly words: string[];
	word: string;
	isInWord: boolean;
	quote: "" | "'" | '"';
}

/**
 * Splits a command as Botkube's plugins do: quotes group, a backslash takes the next character as it is (`\t` and `\n`
 * are tab and newline) except between single quotes, and nothing is expanded. What Botkube cut off in silence
 * (`|`, `;`, `&`, `<`, `>`) is refused here, as are back-ticks, brackets and open quotes.
 *
 * @throws {CommandUnreadable} with a reason for the person who typed it.
 */
export function splitWords(command: string): string[] {
	const state: Splitting = { words: [], word: "", isInWord: false, quote: "" };
	const characters = [...command];
	for (let i = 0; i < characters.length; i++) {
		const character = characters[i] as string;
		if (character === "\\" && state.quote !== "'") {
			i += 1;
			append(state, escaped(characters[i]));
		} else step(state, character);
	}
	if (state.quote !== "")
		throw new CommandUnreadable(
			`The command cannot be read: a quote (${state.quote}) is opened and never closed. Close it, or write \\${state.quote} for the character itself.`,
		);
	closeWord(state);
	return state.words;
}

function step(state: Splitting, character: string): void {
	if (character === "\0") throw refused("a zero byte");
	if (state.quote !== "") {
		if (character === state.quote) state.quote = "";
		else append(state, character);
	} else if (character === "'" || character === '"') {
		state.quote = character;
		state.isInWord = true;
	} else if (blanks.has(character)) closeWord(state);
	else if (shellOperators.has(character)) throw refused(character);
	else append(state, character);
}

function escaped(character: string | undefined): string {
	if (character === undefined)
		throw new CommandUnreadable(
			"The command cannot be parsed: it ends with a backslash. Remove it, or write \\\\ for the character itself.",
		);
	if (character === "\0") throw refused("a zero byte");
	if (character === "t") return "\t";
	return character === "n" ? "\n" : character;
}

function refused(character: string): CommandUnreadable {
	return new CommandUnreadable(
		character === "a zero byte"
			? "The command cannot be parsed: it contains a zero byte."
			: `Commands do not run in a shell, so ${character} is not supported. Nothing was run. If it belongs to a word, put it in quotes.`,
	);
}

function append(state: Splitting, character: string): void {
	state.word += character;
	state.isInWord = true;
}

function closeWord(state: Splitting): void {
	if (state.isInWord) state.words.push(state.word);
	state.word = "";
	state.isInWord = false;
}

/**
 * Words as one command that `splitWords`, and Botkube's own plugins, split back into the same words.
 * Plain words stay as they are.
 */
export function quoteWords(words: readonly string[]): string {
	return words.map(quoteWord).join(" ");
}

function quoteWord(word: string): string {
	if (/^[\w@%+=:,./~^{}[\]*?!#$-]+$/.test(word)) return word;
	if (!word.includes("'")) return `'${word}'`;
	return `"${word.replaceAll(/["\\]/g, "\\$&")}"`;
}
