const longestText = 200;

/**
 * An error in one short line, for operators: its code or name, and the first line of its message. Messages may quote what a server or a
 * person sent, so control characters are removed and the rest is cut.
 */
export function describeError(error: unknown): string {
	if (!(error instanceof Error)) return firstLine(String(error));
	const { code } = error as NodeJS.ErrnoException;
	const kind = typeof code === "string" ? code : error.name;
	const message = firstLine(error.message);
	if (kind === "Error" || message.startsWith(kind)) return message;
	return firstLine(`${kind}: ${message}`);
}

function firstLine(text: string): string {
	const [line = ""] = text.trimStart().split(/[\r\n\p{Zl}\p{Zp}]/u, 1);
	return line
		.replace(/[\p{Cc}\p{Cf}]/gu, "")
		.slice(0, longestText)
		.toWellFormed();
}
