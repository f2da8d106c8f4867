import { unseenMarks } from "./unseen-marks.ts";

/** Escape sequences of terminals: colours, cursor moves, titles, links. */
const escapes =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
	/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * What a cluster said as text that can be shown: without colours and cursor moves, other control characters and what
 * nobody sees (`unseenMarks`) as a visible sign: a name could read as another.
 */
export function plainOutput(text: string): string {
	return text
		.replaceAll("\r\n", "\n")
		.replace(escapes, "")
		.replace(controls, "\ufffd")
		.replace(unseenMarks, "\ufffd");
}
