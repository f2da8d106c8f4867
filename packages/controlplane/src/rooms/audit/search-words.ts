import { AppError } from "@quarterdeck/contract";
import { storableText } from "./chain.ts";

const maxCharacters = 200;
const maxWords = 8;

/**
 * The words of a search; each must be found, anywhere and in any order. Case does not count for a to z.
 * @throws AppError INPUT_INVALID when there are too many.
 */
export function readSearchWords(text: string | undefined): readonly string[] {
	const words = (text ?? "").split(/\s+/).filter((word) => word !== "");
	if ((text ?? "").length > maxCharacters || words.length > maxWords)
		throw new AppError("INPUT_INVALID", {
			field: "text",
			reason: `at most ${maxWords} words and ${maxCharacters} characters can be searched for`,
		});
	return words.map((word) => lowerAscii(storableText(word)));
}

/** A word as it stands inside JSON. */
export function asInJson(word: string): string {
	return lowerAscii(JSON.stringify(word).slice(1, -1));
}

/** Whether each word is in the text. */
export function holdsWords(text: string, words: readonly string[]): boolean {
	const lower = lowerAscii(text);
	return words.every((word) => lower.includes(word));
}

/** As PostgreSQL's `lower` does in the collation "C": the same everywhere. */
function lowerAscii(text: string): string {
	return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
