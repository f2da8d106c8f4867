import { isSecretName } from "./secret-name.ts";
import { secretsInAddresses, type TextSpan } from "./userinfo.ts";

/** A whole value that says how it proves somebody. */
const wholeProof = /^\s*(?:bearer|basic|token|apikey)\s+(\S+)\s*$/i;
/** The same inside a text: prose says `basic information`, a proof holds a digit. */
const proof = /\b(?:bearer|basic|token|apikey)\s+(?=\S*\d)([\w.~+/=-]{8,})/gi;
/** `name: value`, `name=value`, `"name": "value"`, `--name=value`. */
const assignment =
	/(?<![\w.-])["']?([\w.-]{1,64})["']?\s?[:=]\s*("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;&]+)/g;
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
		...namedIn(text, assignment),
		...namedIn(text, flag),
	];
}

function namedIn(text: string, pattern: RegExp): TextSpan[] {
	return [...text.matchAll(pattern)].flatMap((match) => {
		const [whole, name = "", value = ""] = match;
		const quote = /^(["'])(.*)\1$/s.test(value) ? 1 : 0;
		const end = match.index + whole.length - quote;
		const start = end - value.length + 2 * quote;
		return start < end &&
			isSecretName(name) &&
			!scheme.test(text.slice(start, end))
			? [{ start, end }]
			: [];
	});
}

/** The last group of a match, which ends where `whole` does. */
function lastOf(match: RegExpExecArray, whole: string): TextSpan {
	const end = match.index + whole.length;
	return { start: end - (match.at(-1)?.length ?? 0), end };
}
