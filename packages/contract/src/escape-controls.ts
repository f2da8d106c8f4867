/** What a terminal or an editor would obey or break a line at; JSON escapes only what is below U+0020 by itself. */
const obeyed = /[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * JSON text with control characters, line separators (U+0085, U+2028, U+2029) and marks of the reading direction written as `\uXXXX`: it
 * means the same to a program, is one line to every reader, and shows a person what is there.
 */
export function escapeControls(json: string): string {
	return json.replace(
		obeyed,
		(character) =>
			`\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
