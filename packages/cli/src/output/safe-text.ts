import { unseenMarks } from "@quarterdeck/contract";

/** Colours and weights carry nothing that a person would miss. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const colours = /\u001b\[[0-9;:]*m/g;

/**
 * Text from a cluster, made safe for a terminal: escape sequences, control characters and what nobody sees
 * (`unseenMarks`) could change what a person reads, so all but line ends and tabs are shown as a visible mark. Colours are left out.
 */
export function safeText(text: string): string {
	return text
		.replace(colours, "")
		.replaceAll("\r\n", "\n")
		.replace(/\p{Cc}/gu, visible)
		.replace(unseenMarks, "\ufffd");
}

function visible(character: string): string {
	if (character === "\n" || character === "\t") return character;
	const code = character.charCodeAt(0);
	return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
}
