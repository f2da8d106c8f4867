export type LabelToken =
	| "end"
	| "identifier"
	| "in"
	| "notin"
	| "("
	| ")"
	| ","
	| "!"
	| "=="
	| "="
	| "!="
	| ">"
	| "<";

export interface LexedLabel {
	readonly token: LabelToken;
	readonly literal: string;
}

const symbols = new Set<string>([
	"(",
	")",
	",",
	"!",
	"==",
	"=",
	"!=",
	">",
	"<",
]);
const isBlank = (ch: string): boolean =>
	ch === " " || ch === "\t" || ch === "\r" || ch === "\n";
const isSymbol = (ch: string): boolean => "=!(),><".includes(ch);

/** Splits a label selector as apimachinery's lexer does; the last token is always `end`. */
export function lexLabelSelector(text: string): LexedLabel[] {
	const lexed: LexedLabel[] = [];
	let at = 0;
	while (at < text.length) {
		const ch = text.charAt(at);
		if (isBlank(ch)) {
			at += 1;
			continue;
		}
		const next = isSymbol(ch) ? readSymbol(text, at) : readWord(text, at);
		lexed.push({ token: next.token, literal: next.literal });
		at = next.endsAt;
	}
	lexed.push({ token: "end", literal: "" });
	return lexed;
}

function readWord(text: string, from: number): LexedLabel & { endsAt: number } {
	let endsAt = from;
	while (
		endsAt < text.length &&
		!isBlank(text.charAt(endsAt)) &&
		!isSymbol(text.charAt(endsAt))
	)
		endsAt += 1;
	const literal = text.slice(from, endsAt);
	const token =
		literal === "in" || literal === "notin" ? literal : "identifier";
	return { token, literal, endsAt };
}

// The longest known symbol wins, and the first unknown longer one ends it: "!(" is "!" then "(".
function readSymbol(
	text: string,
	from: number,
): LexedLabel & { endsAt: number } {
	const two = text.slice(from, from + 2);
	const literal = symbols.has(two) ? two : text.charAt(from);
	return {
		token: literal as LabelToken,
		literal,
		endsAt: from + literal.length,
	};
}
