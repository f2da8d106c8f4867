import { isSecretName } from "./secret-name.ts";
import { secretsInAddresses, type TextSpan } from "./userinfo.ts";

/** A whole value that says how it proves somebody. */
const wholeProof = /^\s*(?:bearer|basic|token|apikey)\s+(\S+)\s*$/i;
/** The same inside a text: prose says `basic information`, a proof holds a digit. */
const proof = /\b(?:bearer|basic|token|apikey)\s+(?=\S*\d)([\w.~+/=-]{8,})/gi;
/** What stands before a value: `name: `, `name=`, `"name": `, `--name=`, `?name=`. */
const assigned = /(?<![\w.-])["']?([\w.-]{1,64})["']?\]?\s?[:=]\s*/g;
const value = /"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;&]+/y;
/** `--name value`. */
const flag =
	/(?<!\S)--?([\w-]{1,64})\s+("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'-]\S*)/g;
/** Schemes before a proof: what is secret stands behind them. */
const scheme = /^(?:bearer|basic|token|apikey)$/i;

/**
 * The parts of a text that are secret by what stands before them: proofs (`Bearer …`), what is assigned to a name that looks like a
 * secret's, and passwords in addresses. Of a text block every line is looked at.
 */
export function secretsInText(text: string): string[] {
	return secretSpansInText(text).map(({ start, end }) =>
		text.slice(start, end),
	);
}

/** Where these parts are; two may overlap. Linear in the text. */
export function secretSpansInText(text: string): readonly TextSpan[] {
	const whole = wholeProof.exec(text);
	if (whole) return [lastOf(whole, whole[0].trimEnd())];
	return [
		...secretsInAddresses(text),
		...[...text.matchAll(proof)].map((match) => lastOf(match, match[0])),
		...assignedIn(text),
		...namedIn(text, flag),
	];
}

/** A value is read only behind a secret's name: another one may hold assignments itself. */
function assignedIn(text: string): TextSpan[] {
	const spans: TextSpan[] = [];
	assigned.lastIndex = 0;
	for (;;) {
		const head = assigned.exec(text);
		if (!head) return spans;
		if (!isSecretName(head[1] ?? "")) continue;
		value.lastIndex = assigned.lastIndex;
		const found = value.exec(text);
		if (!found) continue;
		assigned.lastIndex = value.lastIndex;
		spans.push(...secretPart(text, found.index, value.lastIndex));
	}
}

function namedIn(text: string, pattern: RegExp): TextSpan[] {
	return [...text.matchAll(pattern)].flatMap((match) => {
		const [whole, name = "", said = ""] = match;
		const end = match.index + whole.length;
		return isSecretName(name) ? secretPart(text, end - said.length, end) : [];
	});
}

/** Without its quotes; nothing for a scheme, behind which the secret stands. */
function secretPart(text: string, from: number, to: number): TextSpan[] {
	const quotes = /^(["']).*\1$/s.test(text.slice(from, to)) ? 1 : 0;
	const span = { start: from + quotes, end: to - quotes };
	const said = text.slice(span.start, span.end);
	return said === "" || scheme.test(said) ? [] : [span];
}

/** The last group of a match, which ends where `whole` does. */
function lastOf(match: RegExpExecArray, whole: string): TextSpan {
	const end = match.index + whole.length;
	return { start: end - (match.at(-1)?.length ?? 0), end };
}
