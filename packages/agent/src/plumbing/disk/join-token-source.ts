import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";

/** Longest token that is read. */
const maxBytes = 32_768;

/** Where the join token comes from. */
export interface JoinTokenOptions {
	/** The token itself, from the configuration file or a variable. */
	readonly text: string | undefined;
	/** A file with it; `-` is standard input. */
	readonly file: string | undefined;
	readonly stdin: Readable;
}

/**
 * Reads the join token when it is asked for, and standard input once only. A file that is not there is no token: an agent that has
 * joined needs none. The function that is returned rejects when the file cannot be read.
 */
export function createJoinTokenSource(
	options: JoinTokenOptions,
): () => Promise<string | undefined> {
	const { text, file, stdin } = options;
	let typed: Promise<string> | undefined;
	return async () => {
		if (file === undefined) return text;
		if (file !== "-") return readTokenFile(file);
		typed ??= firstLine(stdin);
		return (await typed) || undefined;
	};
}

async function readTokenFile(file: string): Promise<string | undefined> {
	try {
		return await wholeText(createReadStream(file));
	} catch (cause) {
		if (cause instanceof Error && "code" in cause && cause.code === "ENOENT")
			return undefined;
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new Error(
			`The file with the join token, ${file}, cannot be read: ${reason}`,
			{ cause },
		);
	}
}

async function wholeText(stream: Readable): Promise<string> {
	let text = "";
	for await (const chunk of stream.setEncoding("utf8")) {
		text += String(chunk);
		if (text.length > maxBytes)
			throw new Error(`it has more than ${maxBytes} bytes`);
	}
	return text;
}

async function firstLine(stream: Readable): Promise<string> {
	let text = "";
	for await (const chunk of stream.setEncoding("utf8")) {
		text += String(chunk);
		if (text.includes("\n") || text.length > maxBytes) break;
	}
	return text.split("\n", 1)[0]?.trim() ?? "";
}
