import { AppError, maxCommandCharacters } from "@quarterdeck/contract";
import { stripMention } from "./strip-mention.ts";

const controlCharacter =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
	/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;

/**
 * Text as keyboards and chat platforms send it, made plain: curly quotes become straight ones, no-break spaces become
 * spaces, the ends are trimmed, a mention of the house at the beginning is taken away. A curly single quote becomes `'`, not
 * `"` as Botkube made it, so that `"it’s"` stays whole.
 *
 * @throws AppError INPUT_TOO_LARGE, or COMMAND_UNPARSABLE for empty text, control characters and broken Unicode.
 */
export function normalise(text: string): string {
	requirePlainText(text);
	const plain = text
		.replaceAll(/[\u201c\u201d\u201e\u201f]/g, '"')
		.replaceAll(/[\u2018\u2019\u201a\u201b]/g, "'")
		.replaceAll(/[\u00a0\u202f]/g, " ")
		.trim();
	return requireWords(stripMention(plain));
}

function requireWords(plain: string): string {
	if (plain === "")
		throw new AppError("COMMAND_UNPARSABLE", {
			reason: "it is empty",
			hint: "Type help for a list of commands.",
		});
	return plain;
}

/** Refuses what no program should be given, word by word or as a whole. @throws as `normalise`. */
export function requirePlainText(text: string): void {
	if (text.length > maxCommandCharacters)
		throw new AppError("INPUT_TOO_LARGE", {
			what: "The command",
			limit: maxCommandCharacters,
			hint: "Put long content into a file the cluster can read.",
		});
	const found = controlCharacter.exec(text)?.[0];
	if (found !== undefined)
		throw new AppError("COMMAND_UNPARSABLE", {
			reason: `it contains the control character U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
			hint: "Remove it and send the command again.",
		});
	if (!text.isWellFormed())
		throw new AppError("COMMAND_UNPARSABLE", {
			reason: "it contains half a character",
			hint: "Type it again instead of pasting it.",
		});
}
