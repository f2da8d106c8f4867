import { redactedText, secretsInText } from "@quarterdeck/contract";

/*
 * What was typed is kept, shown in lists and written into the audit; what is secret in it is not. It is told by the words alone, so that
 * it holds for every program: a value is hidden when the flag or the name before it looks like a secret's.
 */

/** Flags whose value is `name=value` of a Secret, whatever the name. */
const literalFlags = /^--?from-literal$/;
/** Flags whose value names a file. */
const fileFlags = /^--?from-(env-)?file$/;
/** Flags whose value is secret: more than what `isSecretName` takes, for a flag says `key` and means one. */
const secretFlags = /token|passw|passphrase|secret|credential|(^|-)keys?$/i;
/** Of that look, but no secrets: how a thing is named, or where it lies. */
const openFlags =
	/^--?(sort-by|public-key|host-key|secret-name|(image-)?pull-secrets?|token-ttl|.*-(file|path|dir|name|ttl|duration))$/i;

/** The words with every secret in them replaced. */
export function redactWords(words: readonly string[]): string[] {
	const program = words.indexOf("--");
	return words.map((word, i) => {
		const before = words[i - 1] ?? "";
		if (literalFlags.test(before)) return hideLiteral(word);
		if (fileFlags.test(before)) return word;
		if (isSecretFlag(before) && !word.startsWith("-")) return redactedText;
		const flag = /^(--?[\w-]+)=(.*)$/s.exec(word);
		if (flag) return `${flag[1]}=${hideValue(flag[1] ?? "", flag[2] ?? "")}`;
		// As programs for databases take it: `mysql -psecret`.
		if (program >= 0 && i > program && /^-p\S/.test(word))
			return `-p${redactedText}`;
		return hideParts(word);
	});
}

/** A typed text with every secret in it replaced; the rest stands as it was typed, quotes included. */
export function redactText(text: string): string {
	const typed = text.split(
		/((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\]|["'\\])+)/s,
	);
	const words = typed.filter((_, i) => i % 2 === 1).map(bare);
	const redacted = redactWords(words);
	return typed
		.map((piece, i) => {
			const at = (i - 1) / 2;
			if (i % 2 === 0 || words[at] === redacted[at]) return piece;
			return quoted(redacted[at] ?? "");
		})
		.join("");
}

function isSecretFlag(word: string): boolean {
	return (
		/^--?[\w-]+$/.test(word) && secretFlags.test(word) && !openFlags.test(word)
	);
}

function hideValue(flag: string, value: string): string {
	if (literalFlags.test(flag)) return hideLiteral(value);
	if (fileFlags.test(flag)) return value;
	return isSecretFlag(flag) && value !== "" ? redactedText : hideParts(value);
}

function hideLiteral(pair: string): string {
	const cut = pair.indexOf("=");
	return cut < 0 ? redactedText : `${pair.slice(0, cut + 1)}${redactedText}`;
}

/** Secrets in the middle of a word: `DB_PASSWORD=…`, a header, JSON, an address. */
function hideParts(word: string): string {
	return secretsInText(word).reduce(
		(text, secret) => text.replaceAll(secret, redactedText),
		word,
	);
}

function bare(word: string): string {
	return word.replace(
		/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs,
		(_, double?: string, single?: string, escaped?: string) =>
			double?.replace(/\\(.)/gs, "$1") ?? single ?? escaped ?? "",
	);
}

function quoted(word: string): string {
	return /["'\\]/.test(word)
		? `'${word.replaceAll("'", `'"'"'`)}'`
		: `"${word}"`;
}
