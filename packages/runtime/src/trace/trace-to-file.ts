import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import {
	type Attributes,
	type Context,
	type Span,
	type SpanContext,
	type SpanOptions,
	TraceFlags,
	type TracerProvider,
	trace,
} from "@opentelemetry/api";
import { escapeControls } from "@quarterdeck/contract";
import { type Clock, type Timer, traceInstant } from "../clock.ts";
import type { Log } from "../log.ts";

/** Lines are written together after this long; more bytes than fit here are dropped, as when the disk is slow. */
const gatherMs = 200;
const maxWaitingBytes = 4_194_304;

/**
 * Writes every span of this process to a file (mode 0600, appended to), one line of JSON each: trace, span, parent, name, process,
 * start (milliseconds since 1970), ms, attributes. Where an OpenTelemetry SDK is registered already, that one goes on and the log says so.
 * @returns how to write what is left, and stop.
 */
export function traceToFile(
	file: string,
	parts: {
		readonly process: string;
		readonly clock: Clock;
		readonly log: Log;
	},
): () => Promise<void> {
	const { clock, log } = parts;
	const out = createWriteStream(file, { flags: "a", mode: 0o600 });
	out.on("error", (error) => log.warn("traces cannot be written", { error }));
	let held: string[] = [];
	let heldBytes = 0;
	let timer: Timer | undefined;
	function flush(): void {
		timer?.cancel();
		timer = undefined;
		if (out.writable && held.length > 0) out.write(held.join(""));
		held = [];
		heldBytes = 0;
	}
	function take(line: string): void {
		if (heldBytes + out.writableLength > maxWaitingBytes) return;
		held.push(line);
		heldBytes += line.length;
		timer ??= clock.after(gatherMs, flush);
	}
	const isOurs = trace.setGlobalTracerProvider(
		createLineProvider(parts.process, take),
	);
	if (!isOurs)
		log.warn(
			"spans go to the OpenTelemetry SDK that is registered, and not to the trace file",
		);
	return async () => {
		if (isOurs) trace.disable();
		flush();
		await new Promise<void>((resolve) => {
			out.once("error", () => resolve());
			out.end(resolve);
		});
	};
}

/** A provider whose spans become lines when they end. */
export function createLineProvider(
	process: string,
	write: (line: string) => void,
): TracerProvider {
	const begin = (name: string, options: SpanOptions = {}, in_?: Context) =>
		createLineSpan({ process, name, options, parent: parentOf(in_), write });
	return {
		getTracer: () => ({
			startSpan: begin,
			startActiveSpan(
				name: string,
				...rest: readonly unknown[]
			): ReturnType<(span: Span) => unknown> {
				const act = rest.at(-1) as (span: Span) => unknown;
				return act(begin(name));
			},
		}),
	};
}

function parentOf(in_: Context | undefined): SpanContext | undefined {
	return in_ && trace.getSpanContext(in_);
}

function createLineSpan(of: {
	readonly process: string;
	readonly name: string;
	readonly options: SpanOptions;
	readonly parent: SpanContext | undefined;
	readonly write: (line: string) => void;
}): Span {
	const { parent, options } = of;
	const own: SpanContext = {
		traceId: parent?.traceId ?? randomBytes(16).toString("hex"),
		spanId: randomBytes(8).toString("hex"),
		traceFlags: TraceFlags.SAMPLED,
	};
	const start = instantOf(options.startTime);
	const attributes: Attributes = { ...options.attributes };
	let { name } = of;
	let isRecording = true;
	const span: Span = {
		spanContext: () => own,
		isRecording: () => isRecording,
		setAttribute: (key, value) => span.setAttributes({ [key]: value }),
		setAttributes(more) {
			Object.assign(attributes, more);
			return span;
		},
		updateName(newer) {
			name = newer;
			return span;
		},
		// A line says how long something took. What else OpenTelemetry knows of a span is for its SDK.
		addEvent: () => span,
		addLink: () => span,
		addLinks: () => span,
		setStatus: () => span,
		recordException() {},
		end(endTime) {
			if (!isRecording) return;
			isRecording = false;
			const line = {
				trace: own.traceId,
				span: own.spanId,
				...(parent ? { parent: parent.spanId } : {}),
				name,
				process: of.process,
				start,
				ms: instantOf(endTime) - start,
				attributes,
			};
			of.write(`${escapeControls(JSON.stringify(line))}\n`);
		},
	};
	return span;
}

function instantOf(time: SpanOptions["startTime"]): number {
	if (time === undefined) return traceInstant();
	if (typeof time === "number") return time;
	if (time instanceof Date) return time.getTime();
	return time[0] * 1000 + time[1] / 1e6;
}
