import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import { AppError, isId } from "@quarterdeck/contract";
import type { Context } from "hono";
import type { OutputSlice } from "../../flows/commands/index.ts";
import { type ApiContext, callerOf, requireSignedIn } from "./api-context.ts";
import { parseByteRange } from "./byte-range.ts";
import { answerFrames } from "./output-frames.ts";
import { whileSignedIn } from "./while-signed-in.ts";

/**
 * `GET /outputs/<run id>`: a run's kept output as a download, by Range too; with `?frames` its streams apart. What a cluster said is hostile text: it is never
 * shown as anything but plain text, and never sniffed.
 *
 * @throws AppError NOT_SIGNED_IN, NOT_ALLOWED, OUTPUT_UNKNOWN, SUBSCRIPTIONS_TOO_MANY.
 */
export async function answerOutput(
	c: Context,
	context: ApiContext,
): Promise<Response> {
	const caller = callerOf(requireSignedIn(context));
	const { commands } = context.deps;
	const runId = c.req.param("runId");
	if (!isId("run", runId)) throw unknown(runId);
	if (c.req.query("frames") !== undefined && c.req.method === "GET")
		return answerFrames(context, runId);
	const whole = await commands.openOutput(caller, runId);
	if (!whole) throw unknown(runId);
	const range = parseByteRange(c.req.header("range"), whole.totalBytes);
	if (range === "unsatisfiable")
		return c.body(null, 416, {
			"content-range": `bytes */${whole.totalBytes}`,
		});
	const slice = range ? await commands.openOutput(caller, runId, range) : whole;
	if (!slice) throw unknown(runId);
	const isHead = c.req.method === "HEAD";
	return new Response(isHead ? null : streamOf(context, slice), {
		status: range ? 206 : 200,
		headers: headersOf(slice, runId, range !== undefined),
	});
}

/** Whoever is signed out meanwhile gets no more of it; a transfer that was cut off is not taken for whole. */
function streamOf(context: ApiContext, slice: OutputSlice): BodyInit {
	const bytes = whileSignedIn(context, iteratorOf(slice.bytes));
	return Readable.toWeb(
		Readable.from(bytes, { objectMode: false }),
	) as WebStream<Uint8Array> as BodyInit;
}

async function* iteratorOf(
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	yield* bytes;
}

function unknown(run = ""): AppError {
	return new AppError("OUTPUT_UNKNOWN", { run: run.slice(0, 64) });
}

function headersOf(
	slice: OutputSlice,
	runId: string,
	isPart: boolean,
): Record<string, string> {
	return {
		"content-type": "text/plain; charset=utf-8",
		"content-length": String(slice.endExclusive - slice.start),
		"content-disposition": `attachment; filename="${runId}.txt"`,
		"x-content-type-options": "nosniff",
		"cache-control": "private, no-store",
		"accept-ranges": "bytes",
		...(isPart
			? {
					"content-range": `bytes ${slice.start}-${slice.endExclusive - 1}/${slice.totalBytes}`,
				}
			: {}),
	};
}
