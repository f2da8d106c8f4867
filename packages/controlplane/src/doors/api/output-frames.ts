import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import { AppError, type RunId } from "@quarterdeck/contract";
import type { OutputPiece } from "../../flows/commands/index.ts";
import { type ApiContext, callerOf, requireSignedIn } from "./api-context.ts";
import { presentContext } from "./present-context.ts";
import { whileSignedIn } from "./while-signed-in.ts";

/*
 * An output with its streams apart, as frames: one byte that says what it is, four with the length of what follows (big-endian), and
 * that many bytes. The last frame is the end; a stream without one was cut off.
 */
const frameKinds = { end: 0, stdout: 1, stderr: 2 } as const;

/**
 * `GET /outputs/<run id>?frames`: what is kept of a run's output, and what follows until the run has ended.
 * @throws AppError NOT_SIGNED_IN, NOT_ALLOWED, OUTPUT_UNKNOWN, SUBSCRIPTIONS_TOO_MANY.
 */
export async function answerFrames(
	context: ApiContext,
	runId: RunId,
): Promise<Response> {
	const pieces = await context.deps.commands.followOutput(
		callerOf(requireSignedIn(context)),
		runId,
		async () => callerOf(requireSignedIn(await presentContext(context))),
	);
	if (!pieces) throw new AppError("OUTPUT_UNKNOWN", { run: runId });
	const frames = Readable.from(framesOf(whileSignedIn(context, pieces)), {
		objectMode: false,
	});
	return new Response(
		Readable.toWeb(frames) as WebStream<Uint8Array> as BodyInit,
		{
			headers: {
				"content-type": "application/octet-stream",
				"x-content-type-options": "nosniff",
				"cache-control": "private, no-store",
			},
		},
	);
}

function framesOf(
	pieces: AsyncIterableIterator<OutputPiece>,
): AsyncIterableIterator<Uint8Array> {
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			const { done, value } = await pieces.next();
			return done
				? { done: true, value: undefined }
				: { done: false, value: frameOf(value) };
		},
		async return() {
			await pieces.return?.();
			return { done: true, value: undefined };
		},
	};
}

function frameOf(piece: OutputPiece): Uint8Array {
	const bytes = piece.kind === "end" ? endOf(piece.run) : piece.bytes;
	const frame = Buffer.alloc(5 + bytes.length);
	frame[0] = frameKinds[piece.kind];
	frame.writeUInt32BE(bytes.length, 1);
	frame.set(bytes, 5);
	return frame;
}

function endOf(run: Extract<OutputPiece, { kind: "end" }>["run"]): Uint8Array {
	const { clusterName, exitCode, incomplete, outputBytes, outputKey } = run;
	return Buffer.from(
		JSON.stringify({
			cluster: clusterName,
			state: run.state.toUpperCase(),
			exitCode: exitCode ?? null,
			outputBytes,
			incomplete,
			isKept: outputKey !== undefined,
		}),
	);
}
