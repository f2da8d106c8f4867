import { createStreamReplacer, redactedText } from "@quarterdeck/contract";

/** Takes secrets out of what a plugin says: it may repeat its configuration, in its output, its errors or its events. */
export interface SecretHider {
	text(text: string): string;
	/** The same in every text of plain data, keys included. */
	value<T>(value: T): T;
	/** For bytes that come in pieces, wherever they are cut. */
	stream(): ByteStream;
}

export interface ByteStream {
	/** What is sure so far; at most a secret's length is held back. */
	push(bytes: Uint8Array): Uint8Array;
	end(): Uint8Array;
}

/** Shorter ones would be found everywhere, and say little. */
const shortestSecret = 6;
/** A line of a longer secret, such as a key, is hidden by itself when it has so much. */
const shortestLine = 16;

/** Hides these secrets: as they are, line by line, in base64 (as Kubernetes shows them), escaped as in JSON, and encoded as in addresses. */
export function createSecretHider(secrets: readonly string[]): SecretHider {
	if (secrets.length === 0) return nothingHidden;
	const open = createStreamReplacer(
		secrets.flatMap(formsOf).map(asBytes),
		redactedText,
	);
	const text = (given: string) => {
		const stream = open();
		const hidden = stream.push(asBytes(given)) + stream.end();
		return Buffer.from(hidden, "latin1").toString("utf8");
	};
	return {
		text,
		value: (value) => mapTexts(value, text),
		stream() {
			const stream = open();
			return {
				push: (bytes) =>
					Buffer.from(
						stream.push(Buffer.from(bytes).toString("latin1")),
						"latin1",
					),
				end: () => Buffer.from(stream.end(), "latin1"),
			};
		},
	};
}

const nothingHidden: SecretHider = {
	text: (text) => text,
	value: (value) => value,
	stream: () => ({ push: (bytes) => bytes, end: () => new Uint8Array() }),
};

function formsOf(secret: string): string[] {
	const trimmed = secret.trim();
	const lines = trimmed
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line.length >= shortestLine);
	return [
		secret,
		trimmed,
		...lines,
		Buffer.from(secret).toString("base64").replace(/=+$/, ""),
		JSON.stringify(secret).slice(1, -1),
		encodeURIComponent(secret.toWellFormed()),
	].filter((form) => form.length >= shortestSecret);
}

/** A letter for each byte, so that pieces may be cut inside a character. */
function asBytes(text: string): string {
	return Buffer.from(text, "utf8").toString("latin1");
}

function mapTexts<T>(value: T, map: (text: string) => string): T {
	if (typeof value === "string") return map(value) as T;
	if (Array.isArray(value))
		return value.map((item) => mapTexts(item, map)) as T;
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [
			map(key),
			mapTexts(member, map),
		]),
	) as T;
}
