/** What the caller acknowledges of an answer. Numbers are of parts; -1 is "none yet". */
export interface Ack {
	/** Everything up to here is used: it can be forgotten, and its bytes are free in the window. */
	readonly processed: number;
	/** Everything up to here has arrived: it need not be sent again. */
	readonly received: number;
	/** Something is missing after `received`: send it again now. */
	readonly again: boolean;
}

/** The ack as a payload: `<processed> <received>`, and `again` behind them. */
export function encodeAck({ processed, received, again }: Ack): Uint8Array {
	return Buffer.from(`${processed} ${received}${again ? " again" : ""}`);
}

/** The ack in a payload, or undefined when it is none. */
export function decodeAck(payload: Uint8Array): Ack | undefined {
	if (payload.length > 64) return undefined;
	const text = Buffer.from(payload).toString("latin1");
	const read = /^(-1|\d{1,15}) (-1|\d{1,15})( again)?$/.exec(text);
	if (!read) return undefined;
	const processed = Number(read[1]);
	const received = Number(read[2]);
	if (processed > received) return undefined;
	return { processed, received, again: read[3] !== undefined };
}
