import { crc32 } from "node:zlib";
import {
	type AgentEvent,
	agentEventSchema,
	type EpochId,
	isId,
} from "@quarterdeck/contract";

/*
 * A batch as a file, one line for each event: the CRC-32 of the JSON as eight hex digits, a space, the JSON.
 * Its name says the epoch and the number of its first event; the lines count up from there.
 */

const digits = 16;
const ending = ".events";

/** Names sort by number. */
export function batchName(epoch: EpochId, first: number): string {
	return `${epoch}-${String(first).padStart(digits, "0")}${ending}`;
}

/** What a name says, or undefined for a file that is no batch. */
export function readBatchName(
	name: string,
): { readonly epoch: EpochId; readonly first: number } | undefined {
	if (!name.endsWith(ending)) return undefined;
	const [epoch = "", number = ""] = name.slice(0, -ending.length).split("-");
	const first = Number(number);
	if (!isId("epoch", epoch) || !Number.isSafeInteger(first) || first < 1)
		return undefined;
	return { epoch, first };
}

export function writeLine(event: AgentEvent): string {
	const json = JSON.stringify(event);
	return `${checksum(json)} ${json}\n`;
}

export interface BatchContent {
	readonly events: readonly AgentEvent[];
	/** The highest number that was given to one of its lines, whether it can be read or not. */
	readonly last: number;
	/** Bytes of the lines that are whole; behind them may stand one that was cut off. */
	readonly bytes: number;
}

/** What can be read of a batch. */
export function readBatch(text: string, first: number): BatchContent {
	const whole = text.slice(0, text.lastIndexOf("\n") + 1);
	const lines = whole.split("\n").slice(0, -1);
	const events: AgentEvent[] = [];
	let last = first - 1;
	for (const line of lines) {
		const event = readLine(line);
		// Damage may have joined or split lines, so what an event says of itself counts more than its place.
		if (event && event.number > last) {
			events.push(event);
			last = event.number;
		} else last += 1;
	}
	return { events, last, bytes: Buffer.byteLength(whole) };
}

function readLine(line: string): AgentEvent | undefined {
	const json = line.slice(9);
	if (line.slice(0, 9) !== `${checksum(json)} `) return undefined;
	try {
		return agentEventSchema.parse(JSON.parse(json));
	} catch {
		return undefined;
	}
}

function checksum(text: string): string {
	return crc32(text).toString(16).padStart(8, "0");
}
