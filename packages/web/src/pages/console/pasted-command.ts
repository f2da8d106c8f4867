/** What becomes of pasted text: a command is one line. */
export type Pasted =
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "refused"; readonly lines: number };

/**
 * One line stays as it is, lines that a backslash continues become one. Several commands are refused: joined they would be
 * another command than any of them, and one that was cut in two is none.
 */
export function pastedCommand(pasted: string): Pasted {
	const joined = pasted
		.replaceAll(/\r\n?/g, "\n")
		.replaceAll(/[ \t]*\\\n[ \t]*/g, " ");
	const lines = joined.split("\n").filter((line) => line.trim() !== "");
	if (lines.length > 1) return { kind: "refused", lines: lines.length };
	const [line = ""] = lines;
	// Blanks at the ends are meant where a piece of a line is pasted; those around a whole line are not.
	return { kind: "text", text: joined.includes("\n") ? line.trim() : line };
}
