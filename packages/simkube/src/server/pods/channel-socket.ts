import { PassThrough } from "node:stream";
import type { WebSocket } from "ws";
import type { CommandStreams } from "../../workload/run-word.ts";

const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 };

/** Input that no command reads may pile up to this; who sends more is cut off. */
export const maxWaitingBytes = 16 * 1024 * 1024;

/** The subprotocols of remote commands that are spoken here, the best first. */
export const channelProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

/** The streams of a remote command over one WebSocket: the first byte of each message names its stream. */
export interface ChannelSocket {
	readonly streams: CommandStreams;
	/** Sends how the command ended and closes. */
	end(status: object): void;
}

export function createChannelSocket(socket: WebSocket): ChannelSocket {
	const stdin = new PassThrough();
	const abort = new AbortController();

	socket.on("message", (data: Buffer) => {
		const message = Buffer.from(data);
		if (message[0] === channel.stdin) {
			stdin.write(message.subarray(1));
			if (stdin.writableLength > maxWaitingBytes) socket.terminate();
		} else if (message[0] === channel.close && message[1] === channel.stdin)
			stdin.end();
	});
	socket.on("close", stop).on("error", stop);

	function stop(): void {
		stdin.end();
		abort.abort();
	}

	function send(to: number, content: string | Buffer): void {
		if (socket.readyState !== socket.OPEN) return;
		socket.send(Buffer.concat([Buffer.from([to]), Buffer.from(content)]));
	}

	return {
		streams: {
			stdin,
			stdout: (content) => send(channel.stdout, content),
			stderr: (text) => send(channel.stderr, text),
			signal: abort.signal,
		},
		end(status) {
			send(channel.error, JSON.stringify(status));
			socket.close(1000);
		},
	};
}
