import { unseenMarks } from "./unseen-marks.ts";

/** JSON escapes only what is below U+0020 by itself. */
const obeyed = /[\u007f-\u009f]/g;

/**
 * JSON text with control characters, line separators (U+0085, U+2028, U+2029) and what nobody sees (`unseenMarks`) written as `\uXXXX`: it
 * means the same to a program, is one line to every reader, and shows a person what is there.
 */
export function escapeControls(json: string): string {
	return json.replace(obeyed, escaped).replace(unseenMarks, escaped);
}

function escaped(character: string): string {
	return character
		.split("")
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
		.join("");
}
