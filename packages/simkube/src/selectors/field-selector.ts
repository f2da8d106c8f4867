import type { KubeObject } from "../kube-object.ts";
import { StatusError } from "../status-error.ts";
import type { FieldLabels } from "./field-labels.ts";

function badSelector(message: string): StatusError {
	return new StatusError({ code: 400, reason: "BadRequest", message });
}

/**
 * Reads the text of a `fieldSelector` parameter; the empty text selects everything.
 * Throws StatusError 400 in the real words when a term cannot be read or names a field outside `supported`.
 */
export function parseFieldSelector(
	text: string,
	supported: FieldLabels,
): (object: KubeObject) => boolean {
	const terms = splitTerms(text)
		.filter((term) => term !== "")
		.map((term) => {
			const { field, negated, value } = readTerm(term, text);
			const read = supported.read.get(field);
			if (read === undefined) throw badSelector(supported.refusal(field));
			return (object: KubeObject) => (read(object) === value) !== negated;
		});
	return (object) => terms.every((matches) => matches(object));
}

function splitTerms(text: string): string[] {
	const terms: string[] = [];
	let term = "";
	for (let at = 0; at < text.length; at += 1) {
		const ch = text.charAt(at);
		if (ch === "\\") {
			term += text.slice(at, at + 2);
			at += 1;
		} else if (ch === ",") {
			terms.push(term);
			term = "";
		} else {
			term += ch;
		}
	}
	return [...terms, term];
}

function readTerm(
	term: string,
	whole: string,
): { field: string; negated: boolean; value: string } {
	const found = /!=|==|=/.exec(term);
	if (found === null)
		throw badSelector(
			`invalid selector: '${whole}'; can't understand '${term}'`,
		);
	return {
		field: term.slice(0, found.index),
		negated: found[0] === "!=",
		value: readValue(term.slice(found.index + found[0].length)),
	};
}

function readValue(text: string): string {
	let value = "";
	for (let at = 0; at < text.length; at += 1) {
		const ch = text.charAt(at);
		if (ch === "\\") {
			const next = text.charAt(at + 1);
			if (next === "" || !"\\,=".includes(next))
				throw badSelector(
					`invalid field selector: invalid escape sequence: \\${next}`,
				);
			value += next;
			at += 1;
		} else if (ch === "=") {
			throw badSelector(
				`invalid field selector: unescaped character in value: ${ch.charCodeAt(0)}`,
			);
		} else {
			value += ch;
		}
	}
	return value;
}
