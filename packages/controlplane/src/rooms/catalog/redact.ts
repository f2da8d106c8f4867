import { isMap, isScalar, isSeq, parseDocument, stringify, visit } from "yaml";
import { redactedText } from "./redacted.ts";

/** Keys whose values are secrets wherever they stand. */
const secretKey =
	/^(.*token|.*password|.*passwd|.*secret.*|api_?key|.*private_?key|integration_?key|.*credentials?|authorization)$/i;
/** The one key of that look that is none of them: ours says how credentials are lent. */
const notSecret = new Set(["settings.credentials"]);
/** Secrets by their place: a webhook's address opens it, and headers carry keys. */
const secretPlaces = [
	/^communications\.[^.]+\.webhook\.url$/,
	/^communications\.[^.]+\.elasticsearch\.username$/,
	/^plugins\.repositories\.[^.]+\.headers\./,
];
/** Shorter ones are not looked for elsewhere in the text: they would be found everywhere. */
const shortestSecret = 6;

/**
 * The text with every secret replaced: by its key or place, also in a plugin's own `config`, and wherever else the same text
 * stands, as in a comment. Layout and comments stay unless a secret was written over several lines.
 */
export function redactConfiguration(yaml: string): string {
	if (yaml.trim() === "") return yaml;
	const document = parseDocument(yaml, { logLevel: "silent" });
	const secrets = new Set<string>();
	const spans: { start: number; end: number }[] = [];
	visit(document, {
		Scalar(_, node, ancestors) {
			if (node.value === null || !isSecretPath(pathOf(node, ancestors))) return;
			secrets.add(String(node.value));
			if (node.range) spans.push({ start: node.range[0], end: node.range[1] });
		},
	});
	const replaced = replaceSpans(yaml, spans);
	const thorough = [...secrets]
		.filter((secret) => secret.length >= shortestSecret)
		.reduce((text, secret) => text.replaceAll(secret, redactedText), replaced);
	return readsAs(thorough)
		? thorough
		: stringify(redactData(document.toJS({ maxAliasCount: 1000 }), ""));
}

function isSecretPath(path: readonly string[]): boolean {
	const whole = path.join(".");
	return (
		!notSecret.has(whole) &&
		(path.some((key) => secretKey.test(key)) ||
			secretPlaces.some((place) => place.test(whole)))
	);
}

/** The keys above a value; a key itself is nobody's value. */
function pathOf(node: unknown, ancestors: readonly unknown[]): string[] {
	const chain = [...ancestors, node];
	const path: string[] = [];
	for (let i = 0; i < chain.length; i++) {
		const here = chain[i];
		const below = chain[i + 1];
		if (typeof here !== "object" || here === null || !("key" in here)) continue;
		if (below === here.key) return [];
		if (isScalar(here.key)) path.push(String(here.key.value));
	}
	return path;
}

function replaceSpans(
	text: string,
	spans: readonly { readonly start: number; readonly end: number }[],
): string {
	const fromTheEnd = [...spans].sort((a, b) => b.start - a.start);
	return fromTheEnd.reduce((left, { start, end }) => {
		const lineEnd = left.slice(start, end).endsWith("\n") ? "\n" : "";
		return `${left.slice(0, start)}"${redactedText}"${lineEnd}${left.slice(end)}`;
	}, text);
}

function readsAs(text: string): boolean {
	const document = parseDocument(text, { logLevel: "silent" });
	return (
		document.errors.length === 0 &&
		(isMap(document.contents) || isSeq(document.contents))
	);
}

function redactData(value: unknown, path: string): unknown {
	if (Array.isArray(value)) return value.map((item) => redactData(item, path));
	if (typeof value !== "object" || value === null)
		return value !== null && isSecretPath(path.split("."))
			? redactedText
			: value;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [
			key,
			redactData(member, path === "" ? key : `${path}.${key}`),
		]),
	);
}
