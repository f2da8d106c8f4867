import { setTimeout as pause } from "node:timers/promises";
import type { ApiClient } from "../api/api-client.ts";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";

/** How a run ended whose output was read. */
export interface EndedRun {
	readonly cluster: string;
	readonly state: string;
	readonly exitCode: number | null;
	/** What the program wrote; more than was kept when `incomplete`. */
	readonly outputBytes: number;
	readonly incomplete: boolean;
	readonly isKept: boolean;
}

/** A piece of an output, or its end, which is last. */
export type OutputFrame =
	| { readonly kind: "stdout" | "stderr"; readonly bytes: Uint8Array }
	| { readonly kind: "end"; readonly run: EndedRun };

/** Longer than any frame of a control plane. */
const maxFrameBytes = 16_777_216;
const headBytes = 5;
/** How long a control plane may be away before we stop asking. */
const reconnectTimeoutMs = 30_000;

/**
 * What is kept of a run's output, byte by byte, and what follows until the run has ended. A lost connection is resumed behind the last
 * byte that came.
 * @throws CliFailure when there is no such output or the control plane stays away.
 */
export async function* outputFrames(
	api: ApiClient,
	runId: string,
	say: (text: string) => void,
): AsyncGenerator<OutputFrame, void, undefined> {
	let taken = 0;
	let brokenSinceMs: number | undefined;
	for (let attempt = 0; ; attempt++) {
		try {
			for await (const frame of framesAfter(api, runId, taken)) {
				brokenSinceMs = undefined;
				attempt = 0;
				if (frame.kind !== "end") taken += frame.bytes.length;
				yield frame;
				if (frame.kind === "end") return;
			}
			throw new Error("it ended early");
		} catch (error) {
			if (error instanceof CliFailure && error.cause === undefined) throw error;
			brokenSinceMs ??= performance.now();
			if (performance.now() - brokenSinceMs > reconnectTimeoutMs)
				throw lost(runId, error);
			if (attempt === 0) say("qd: connection lost; reconnecting\n");
			await pause(Math.min(2000, 100 * 2 ** attempt));
		}
	}
}

function lost(runId: string, cause: unknown): CliFailure {
	return new CliFailure(
		`The connection to the control plane was lost while the output of ${runId} was being read. Print it later with: qd output ${runId}`,
		{ exitCode: exitCodes.unreachable, cause },
	);
}

/** The frames without the first `taken` bytes of output. */
async function* framesAfter(
	api: ApiClient,
	runId: string,
	taken: number,
): AsyncGenerator<OutputFrame, void, undefined> {
	let skip = taken;
	for await (const frame of readFrames(await ask(api, runId))) {
		if (frame.kind === "end") yield frame;
		else {
			const bytes = frame.bytes.subarray(skip);
			skip -= frame.bytes.length - bytes.length;
			if (bytes.length > 0) yield { kind: frame.kind, bytes };
		}
	}
}

async function ask(
	api: ApiClient,
	runId: string,
): Promise<ReadableStream<Uint8Array>> {
	const response = await api.fetch(
		`/outputs/${encodeURIComponent(runId)}?frames`,
	);
	if (response.ok && response.body) return response.body;
	const told = (await response.json().catch(() => undefined)) as
		| { readonly error?: { readonly message?: string } }
		| undefined;
	const message = `${told?.error?.message ?? `The output of ${runId} cannot be read (status ${response.status}).`}`;
	const mayPass = response.status >= 500 || response.status === 429;
	throw new CliFailure(message, mayPass ? { cause: response.status } : {});
}

/** Frames of a stream: kind, length in four bytes (big-endian), and that many bytes. @throws Error when it is none. */
async function* readFrames(
	body: ReadableStream<Uint8Array>,
): AsyncGenerator<OutputFrame, void, undefined> {
	let rest = Buffer.alloc(0);
	for await (const chunk of body) {
		rest = Buffer.concat([rest, chunk]);
		for (let frame = firstOf(rest); frame; frame = firstOf(rest)) {
			yield frame.frame;
			rest = rest.subarray(frame.length);
		}
	}
}

function firstOf(bytes: Buffer) {
	if (bytes.length < headBytes) return undefined;
	const length = headBytes + bytes.readUInt32BE(1);
	if (length > maxFrameBytes) throw new Error("this is not an output");
	if (bytes.length < length) return undefined;
	return {
		frame: frameOf(bytes[0], bytes.subarray(headBytes, length)),
		length,
	};
}

function endedRun(bytes: Buffer): EndedRun {
	const run = JSON.parse(bytes.toString("utf8"));
	if (typeof run?.cluster !== "string" || typeof run.state !== "string")
		throw new Error("this is not an output");
	return run;
}

function frameOf(kind: number | undefined, bytes: Buffer): OutputFrame {
	if (kind === 1) return { kind: "stdout", bytes };
	if (kind === 2) return { kind: "stderr", bytes };
	if (kind === 0) return { kind: "end", run: endedRun(bytes) };
	throw new Error("this is not an output");
}
