import { isSecretName } from "./secret-name.ts";
import { userinfoOf } from "./userinfo.ts";

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
	const whole = wholeProof.exec(text)?.[1];
	if (whole !== undefined) return [whole];
	return [
		...userinfoOf(text).secrets,
		...[...text.matchAll(proof)].map(([, secret = ""]) => secret),
		...namedIn(text, assignment),
		...namedIn(text, flag),
	];
}

function namedIn(text: string, pattern: RegExp): string[] {
	return [...text.matchAll(pattern)].flatMap(([, name = "", value = ""]) => {
		const bare = /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value;
		return isSecretName(name) && bare !== "" && !scheme.test(bare)
			? [bare]
			: [];
	});
}
