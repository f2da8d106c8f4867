import { once } from "node:events";
import {
	createServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** What arrived, as it came over the wire. */
export interface Arrived {
	readonly method: string;
	readonly url: string;
	readonly rawHeaders: readonly string[];
	readonly headers: IncomingMessage["headers"];
	readonly body: string;
	readonly trailers: IncomingMessage["trailers"];
}

/** A server behind the gate that keeps what it was asked; what it answers is the test's choice. */
export async function startRecordingApiServer(
	behaviour: {
		answer?: (request: IncomingMessage, answer: ServerResponse) => void;
		upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
	} = {},
) {
	const arrived: Arrived[] = [];
	const server = createServer();
	server.on("request", (request: IncomingMessage, answer: ServerResponse) => {
		let body = "";
		if (behaviour.answer) {
			note(request, "");
			behaviour.answer(request, answer);
			return;
		}
		request.setEncoding("utf8");
		request.on("data", (text: string) => {
			body += text;
		});
		request.on("end", () => {
			note(request, body);
			answer.end("ok");
		});
	});
	if (behaviour.upgrade)
		server.on("upgrade", (request, socket, head) => {
			note(request, "");
			behaviour.upgrade?.(request, socket, head);
		});
	function note(request: IncomingMessage, body: string): void {
		const { method = "", url = "", rawHeaders, headers, trailers } = request;
		arrived.push({ method, url, rawHeaders, headers, trailers, body });
	}
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		arrived,
		url: `http://127.0.0.1:${port}`,
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
