import { constants, createDeflate, createInflate } from "node:zlib";
import { spdyDictionary } from "./dictionary.ts";

/** Header blocks of one connection: both directions are one long compressed stream each. */
export interface HeaderBlocks {
	/** Must be asked for every block, in order. Rejects for a block that is none. */
	read(block: Buffer): Promise<Record<string, string>>;
	write(headers: Record<string, string>): Promise<Buffer>;
	close(): void;
}

export function createHeaderBlocks(): HeaderBlocks {
	const dictionary = spdyDictionary;
	const inflate = createInflate({ dictionary });
	const deflate = createDeflate({ dictionary });
	let inflated: Buffer[] = [];
	let deflated: Buffer[] = [];
	inflate.on("data", (part: Buffer) => inflated.push(part));
	deflate.on("data", (part: Buffer) => deflated.push(part));

	return {
		read: (block) =>
			new Promise((resolve, reject) => {
				inflate.once("error", reject);
				inflate.write(block);
				inflate.flush(constants.Z_SYNC_FLUSH, () => {
					inflate.off("error", reject);
					const whole = Buffer.concat(inflated);
					inflated = [];
					try {
						resolve(readPairs(whole));
					} catch (error) {
						reject(error);
					}
				});
			}),
		write: (headers) =>
			new Promise((resolve, reject) => {
				deflate.once("error", reject);
				deflate.write(writePairs(headers));
				deflate.flush(constants.Z_SYNC_FLUSH, () => {
					deflate.off("error", reject);
					const whole = Buffer.concat(deflated);
					deflated = [];
					resolve(whole);
				});
			}),
		close() {
			inflate.on("error", () => {}).destroy();
			deflate.on("error", () => {}).destroy();
		},
	};
}

function readPairs(block: Buffer): Record<string, string> {
	const headers: Record<string, string> = {};
	let at = 4;
	const text = (): string => {
		const length = block.readUInt32BE(at);
		const value = block.toString("utf8", at + 4, at + 4 + length);
		at += 4 + length;
		return value;
	};
	for (let left = block.readUInt32BE(0); left > 0; left--) {
		const name = text();
		headers[name.toLowerCase()] = text();
	}
	return headers;
}

function writePairs(headers: Record<string, string>): Buffer {
	const entries = Object.entries(headers);
	const parts = [entries.length, ...entries.flat()].map((part) => {
		const number = Buffer.alloc(4);
		const isText = typeof part === "string";
		number.writeUInt32BE(isText ? Buffer.byteLength(part) : part);
		return isText ? Buffer.concat([number, Buffer.from(part)]) : number;
	});
	return Buffer.concat(parts);
}
