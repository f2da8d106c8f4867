import { createReadStream } from "node:fs";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";

/** A line of an export. */
export type ExportLine = Readonly<Record<string, unknown>>;

/** What a line of an export is not. */
export class LineUnreadable extends Error {}

/**
 * The lines of a file, each an object that is written exactly as an export writes it: its keys sorted and each once, no white space,
 * UTF-8. Everything else is refused, because another reader of the file might read it otherwise: of two equal keys JSON.parse takes the
 * last, others the first.
 * @throws LineUnreadable; CliFailure when the file cannot be read.
 */
export async function* exportLines(file: string): AsyncGenerator<ExportLine> {
	const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
	for await (const bytes of bytesOfLines(file))
		if (bytes.length > 0) yield parse(bytes, decoder);
}

function parse(bytes: Uint8Array, decoder: TextDecoder): ExportLine {
	let text: string;
	let value: unknown;
	try {
		text = decoder.decode(bytes);
		value = JSON.parse(text);
	} catch {
		throw new LineUnreadable("cannot be read; only JSON lines can be verified");
	}
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new LineUnreadable("is not a JSON object");
	if (canonical(value) !== text)
		throw new LineUnreadable(
			"is not written as an export writes it (each key once, sorted, no spaces), so others may read it differently. Verify the file as it was exported",
		);
	return value as ExportLine;
}

/** JSON with its keys sorted at every level and no white space: what is hashed and signed. */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
	if (typeof value !== "object" || value === null) return JSON.stringify(value);
	const members = Object.entries(value)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
	return `{${members.join(",")}}`;
}

/** A record has far less; without a limit, a file without ends of lines would be kept in memory whole. */
const maxLineBytes = 16 * 2 ** 20;

const lineFeed = 0x0a;

/** Split at line feeds alone: other ends of lines may stand in what people typed. */
async function* bytesOfLines(file: string): AsyncGenerator<Uint8Array> {
	const input = createReadStream(file);
	let begun: Buffer[] = [];
	let begunBytes = 0;
	try {
		for await (const chunk of input as AsyncIterable<Buffer>) {
			let from = 0;
			for (
				let at = chunk.indexOf(lineFeed);
				at >= 0;
				at = chunk.indexOf(lineFeed, from)
			) {
				yield Buffer.concat([...begun, chunk.subarray(from, at)]);
				begun = [];
				begunBytes = 0;
				from = at + 1;
			}
			if (from < chunk.length) begun.push(chunk.subarray(from));
			begunBytes = begun.length === 0 ? 0 : begunBytes + chunk.length - from;
			if (begunBytes > maxLineBytes) throw tooLong();
		}
	} catch (cause) {
		if (cause instanceof LineUnreadable) throw cause;
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new CliFailure(`Cannot read ${file}: ${reason}`, {
			exitCode: exitCodes.usage,
			cause,
		});
	} finally {
		input.destroy();
	}
	if (begun.length > 0) yield Buffer.concat(begun);
}

function tooLong(): LineUnreadable {
	return new LineUnreadable(`is longer than ${maxLineBytes / 2 ** 20} MiB`);
}
