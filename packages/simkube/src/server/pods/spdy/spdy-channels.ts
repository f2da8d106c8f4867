import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { type ChannelSocket, maxWaitingBytes } from "../channel-socket.ts";
import { createFrameReader, type SpdyFrame, spdyFrame } from "./frames.ts";
import { createHeaderBlocks } from "./header-blocks.ts";

/** The version of the streams' meaning that is spoken here. */
export const spdyStreamProtocol = "v4.channel.k8s.io";

/**
 * The streams of a remote command over a connection that has switched to SPDY/3.1; resolves when the client
 * has opened all that it asked for. Rejects when the connection ends before that or speaks something else.
 */
export function openSpdyChannels(
	socket: Socket,
	head: Buffer,
	wanted: ReadonlySet<string>,
): Promise<ChannelSocket> {
	const reader = createFrameReader();
	const blocks = createHeaderBlocks();
	const stdin = new PassThrough();
	const abort = new AbortController();
	const ids = new Map<string, number>();
	let work = Promise.resolve();

	function send(name: string, content: Buffer, isLast = false): void {
		const id = ids.get(name);
		if (id !== undefined && socket.writable)
			socket.write(spdyFrame.data(id, content, isLast));
	}

	function end(status: object): void {
		send("error", Buffer.from(JSON.stringify(status)), true);
		for (const name of ["stdout", "stderr"]) send(name, Buffer.alloc(0), true);
		if (socket.writable)
			socket.end(spdyFrame.away(Math.max(0, ...ids.values())));
	}

	const channels: ChannelSocket = {
		streams: {
			stdin,
			stdout: (content) => send("stdout", Buffer.from(content)),
			stderr: (text) => send("stderr", Buffer.from(text)),
			signal: abort.signal,
		},
		end,
	};

	return new Promise((resolve, reject) => {
		async function handle(frame: SpdyFrame): Promise<void> {
			if (frame.kind === "ping") socket.write(spdyFrame.ping(frame.id));
			else if (frame.kind === "away") socket.end();
			else if (frame.kind === "data") {
				if (frame.streamId !== ids.get("stdin")) return;
				if (frame.content.length > 0) stdin.write(frame.content);
				if (stdin.writableLength > maxWaitingBytes) socket.destroy();
				if (frame.isLast) stdin.end();
			} else if (frame.kind === "open") {
				const headers = await blocks.read(frame.headerBlock);
				ids.set(headers.streamtype ?? "", frame.streamId);
				socket.write(spdyFrame.reply(frame.streamId, await blocks.write({})));
				if ([...wanted].every((name) => ids.has(name))) resolve(channels);
			} else if (frame.kind === "other" && frame.headerBlock) {
				await blocks.read(frame.headerBlock);
			}
		}

		function take(bytes: Buffer): void {
			// One frame after the other: header blocks can only be read in order.
			work = work
				.then(async () => {
					for (const frame of reader.read(bytes)) await handle(frame);
				})
				.catch((error: unknown) => {
					reject(error);
					socket.destroy();
				});
		}

		socket.on("data", take);
		socket.once("close", () => {
			stdin.end();
			abort.abort();
			blocks.close();
			reject(new Error("the connection was closed"));
		});
		if (head.length > 0) take(head);
	});
}
