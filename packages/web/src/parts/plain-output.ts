/** Escape sequences of terminals: colours, cursor moves, titles, links. */
const escapes =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
	/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** Marks that turn the direction of text round, and separators that break a line: a name could read as another. */
const turns = /[\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/**
 * What a cluster said as text that can be shown: without colours and cursor moves, other control characters, separators of
 * lines and marks that turn the reading direction as a visible sign.
 */
export function plainOutput(text: string): string {
	return text
		.replaceAll("\r\n", "\n")
		.replace(escapes, "")
		.replace(controls, "\ufffd")
		.replace(turns, "\ufffd");
}
