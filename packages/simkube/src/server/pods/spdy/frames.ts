/** A frame of SPDY/3.1, as far as streams of remote commands use them. */
export type SpdyFrame =
	| {
			readonly kind: "data";
			readonly streamId: number;
			readonly isLast: boolean;
			readonly content: Buffer;
	  }
	| {
			readonly kind: "open";
			readonly streamId: number;
			readonly isLast: boolean;
			readonly headerBlock: Buffer;
	  }
	| { readonly kind: "ping"; readonly id: Buffer }
	| { readonly kind: "away" }
	| { readonly kind: "reset"; readonly streamId: number }
	| { readonly kind: "other"; readonly headerBlock?: Buffer };

const type = { open: 1, reply: 2, reset: 3, ping: 6, away: 7, headers: 8 };
const fin = 1;
/** A command's input comes in small pieces; what claims to be larger is no client of ours. */
const maxFrameBytes = 1 << 20;

export interface FrameReader {
	/** The frames that are whole by now. Throws RangeError for one too large. */
	read(bytes: Buffer): SpdyFrame[];
}

export function createFrameReader(): FrameReader {
	let waiting: Buffer = Buffer.alloc(0);
	return {
		read(bytes) {
			waiting = Buffer.concat([waiting, bytes]);
			const frames: SpdyFrame[] = [];
			while (waiting.length >= 8) {
				const length = waiting.readUIntBE(5, 3);
				if (length > maxFrameBytes)
					throw new RangeError(`a frame of ${length} bytes`);
				if (waiting.length < 8 + length) break;
				frames.push(readFrame(waiting.subarray(0, 8 + length)));
				waiting = waiting.subarray(8 + length);
			}
			return frames;
		},
	};
}

function readFrame(frame: Buffer): SpdyFrame {
	const isControl = (frame.readUInt8(0) & 0x80) !== 0;
	const isLast = (frame.readUInt8(4) & fin) !== 0;
	const content = Buffer.from(frame.subarray(8));
	if (!isControl)
		return { kind: "data", streamId: frame.readUInt32BE(0), isLast, content };
	const frameType = frame.readUInt16BE(2);
	if (frameType === type.open && content.length >= 10) {
		const streamId = content.readUInt32BE(0) & 0x7fffffff;
		return {
			kind: "open",
			streamId,
			isLast,
			headerBlock: content.subarray(10),
		};
	}
	if (frameType === type.ping) return { kind: "ping", id: content };
	if (frameType === type.away) return { kind: "away" };
	if (frameType === type.reset && content.length >= 4)
		return { kind: "reset", streamId: content.readUInt32BE(0) & 0x7fffffff };
	// Later header blocks must pass through the same inflater, or the next one cannot be read.
	return frameType === type.headers
		? { kind: "other", headerBlock: content.subarray(4) }
		: { kind: "other" };
}

function control(frameType: number, content: Buffer, flags = 0): Buffer {
	const head = Buffer.alloc(8);
	head.writeUInt16BE(0x8003, 0);
	head.writeUInt16BE(frameType, 2);
	head.writeUInt8(flags, 4);
	head.writeUIntBE(content.length, 5, 3);
	return Buffer.concat([head, content]);
}

function idOf(streamId: number): Buffer {
	const id = Buffer.alloc(4);
	id.writeUInt32BE(streamId);
	return id;
}

/** The frames a server sends. */
export const spdyFrame = {
	reply: (streamId: number, headerBlock: Buffer): Buffer =>
		control(type.reply, Buffer.concat([idOf(streamId), headerBlock])),
	ping: (id: Buffer): Buffer => control(type.ping, id),
	away: (lastStreamId: number): Buffer =>
		control(type.away, Buffer.concat([idOf(lastStreamId), idOf(0)])),
	data(streamId: number, content: Buffer, isLast = false): Buffer {
		const head = Buffer.alloc(8);
		head.writeUInt32BE(streamId, 0);
		head.writeUInt8(isLast ? fin : 0, 4);
		head.writeUIntBE(content.length, 5, 3);
		return Buffer.concat([head, content]);
	},
};
