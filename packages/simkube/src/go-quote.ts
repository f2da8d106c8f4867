const named: Readonly<Record<string, string>> = {
	"\u0007": "\\a",
	"\b": "\\b",
	"\f": "\\f",
	"\n": "\\n",
	"\r": "\\r",
	"\t": "\\t",
	"\v": "\\v",
	'"': '\\"',
	"\\": "\\\\",
};

/** A text as Go's `%q` writes it: quoted, with what cannot be printed escaped. The real server names objects so in its refusals. */
export function goQuote(text: string): string {
	const inside = [...text].map(
		(character) => named[character] ?? printable(character),
	);
	return `"${inside.join("")}"`;
}

/** Go prints letters, marks, numbers, punctuation, symbols and the space; of other blanks and of controls it writes the number. */
function printable(character: string): string {
	if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character;
	const code = character.codePointAt(0) ?? 0;
	const hex = (digits: number) => code.toString(16).padStart(digits, "0");
	if (code < 0x80) return `\\x${hex(2)}`;
	return code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`;
}
