import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";

/** The end of a chain, as it was noted down earlier. */
export interface NotedHead {
	readonly seq: number;
	readonly hash: string;
}

/** The file of heads that a control plane appended to for years. */
const maxFileBytes = 64 * 2 ** 20;

/**
 * A head as a person gives it: `SEQ:HASH`, or a file whose last line is a JSON object with `seq` and `hash`, itself or as `head` or
 * `signedHead`: what `qd audit verify -o json` prints and what the control plane appends to its file of heads.
 * @throws CliFailure as usage when it is neither.
 */
export function readNotedHead(text: string): NotedHead {
	const written = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
	if (written) return { seq: Number(written[1]), hash: written[2] ?? "" };
	if (/^\d+:/.test(text))
		throw usage(
			`${text} is not an audit head: SEQ is a number, and HASH has 64 digits of 0-9 and a-f. Copy both as qd audit verify prints them.`,
		);
	const found = headIn(lastLine(readText(text)));
	if (found) return found;
	throw usage(
		`The last line of ${text} is not an audit head. Give SEQ:HASH, or a file that qd audit verify -o json wrote.`,
	);
}

function readText(file: string): string {
	try {
		return readBoundedText(file, { maxBytes: maxFileBytes, pipes: true });
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw usage(
			`Cannot read ${file}: ${reason}. Give SEQ:HASH, or a file that qd audit verify -o json wrote.`,
		);
	}
}

function lastLine(text: string): string {
	return text.trimEnd().split("\n").at(-1) ?? "";
}

function headIn(line: string): NotedHead | undefined {
	try {
		const said = JSON.parse(line);
		return [said?.signedHead, said?.head, said].find(isHead);
	} catch {
		return undefined;
	}
}

function isHead(value: unknown): value is NotedHead {
	const head = value as Partial<NotedHead> | null | undefined;
	return (
		typeof head?.hash === "string" &&
		/^[0-9a-f]{64}$/.test(head.hash) &&
		Number.isSafeInteger(head.seq) &&
		Number(head.seq) >= 0
	);
}

function usage(message: string): CliFailure {
	return new CliFailure(message, { exitCode: exitCodes.usage });
}
