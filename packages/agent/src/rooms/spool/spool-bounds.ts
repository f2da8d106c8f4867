import { maxEventBatchBytes, maxEventsPerBatch } from "@quarterdeck/contract";

/** What the spool may hold at most. */
export interface SpoolBounds {
	readonly bytes: number;
	readonly events: number;
}

/** Of a batch, for what stands around its events. */
const envelopeBytes = 1024;
/** Of the bound, so that what is dropped at once is a small part of it. */
const largestPart = 1 / 8;

/** When a batch is full. A single event may be larger than that, and is a batch then. */
export function batchBounds({ bytes, events }: SpoolBounds): SpoolBounds {
	return {
		bytes: Math.min(
			maxEventBatchBytes - envelopeBytes,
			Math.floor(bytes * largestPart),
		),
		events: Math.min(
			maxEventsPerBatch,
			Math.max(1, Math.floor(events * largestPart)),
		),
	};
}
