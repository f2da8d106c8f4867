import {
	type Attributes,
	context,
	isSpanContextValid,
	type Span as OtelSpan,
	ROOT_CONTEXT,
	type SpanContext,
	TraceFlags,
	trace,
} from "@opentelemetry/api";

/** A stretch of work that is being timed. */
export interface Span {
	/** How the work goes on in another part or process (W3C Trace Context). Undefined while nothing is traced. */
	readonly traceparent: string | undefined;
	/** Ends it now; a second call does nothing. */
	end(): void;
}

export interface SpanOptions {
	/** The `traceparent` of the span that this one is part of. One that cannot be read begins a new trace. */
	readonly parent?: string | undefined;
	/** When it began, by `traceInstant`; now when absent. */
	readonly startedAtMs?: number | undefined;
	/** Ids and counts. Never words of a command, names of people, or anything secret: whoever collects traces reads them. */
	readonly attributes?: Attributes;
}

const notTraced: Span = { traceparent: undefined, end() {} };

/**
 * Begins a span with the OpenTelemetry tracer of this process. Where none is registered it is a constant that does nothing.
 */
export function beginSpan(name: string, options: SpanOptions = {}): Span {
	const { parent, startedAtMs, attributes = {} } = options;
	const span = trace.getTracer("quarterdeck").startSpan(
		name,
		{
			attributes,
			...(startedAtMs === undefined ? {} : { startTime: startedAtMs }),
		},
		contextOf(parent),
	);
	return span.isRecording() ? recorded(span) : notTraced;
}

/** Records a stretch of work that is over. */
export function recordSpan(
	name: string,
	options: SpanOptions & {
		readonly startedAtMs: number;
		readonly endedAtMs: number;
	},
): void {
	const { parent, startedAtMs, endedAtMs, attributes = {} } = options;
	trace
		.getTracer("quarterdeck")
		.startSpan(name, { attributes, startTime: startedAtMs }, contextOf(parent))
		.end(endedAtMs);
}

/** Times `work` as one span, however it ends. */
export async function inSpan<T>(
	name: string,
	parent: string | undefined,
	work: () => Promise<T>,
): Promise<T> {
	const span = beginSpan(name, { parent });
	try {
		return await work();
	} finally {
		span.end();
	}
}

function recorded(span: OtelSpan): Span {
	let hasEnded = false;
	return {
		traceparent: writeTraceparent(span.spanContext()),
		end() {
			if (hasEnded) return;
			hasEnded = true;
			span.end();
		},
	};
}

function contextOf(parent: string | undefined) {
	const of = parent === undefined ? undefined : readTraceparent(parent);
	return of ? trace.setSpanContext(ROOT_CONTEXT, of) : context.active();
}

function writeTraceparent({
	traceId,
	spanId,
	traceFlags,
}: SpanContext): string {
	return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

function readTraceparent(text: string): SpanContext | undefined {
	const read = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text);
	if (!read) return undefined;
	const [, traceId = "", spanId = "", flags = "00"] = read;
	const isSampled = (Number.parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
	const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
	const of = { traceId, spanId, traceFlags, isRemote: true };
	return isSpanContextValid(of) ? of : undefined;
}
