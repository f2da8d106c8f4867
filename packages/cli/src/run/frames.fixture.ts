import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { createApiClient } from "../api/api-client.ts";
import type { EndedRun } from "./output-frames.ts";

const kinds = { end: 0, stdout: 1, stderr: 2 } as const;

/** One frame as a control plane sends it. */
export function frame(
	kind: keyof typeof kinds,
	payload: string | Uint8Array,
): Buffer {
	const bytes = Buffer.from(payload);
	const head = Buffer.alloc(5);
	head[0] = kinds[kind];
	head.writeUInt32BE(bytes.length, 1);
	return Buffer.concat([head, bytes]);
}

/** The last frame of a run that went well, with these changes. */
export function endFrame(changes: Partial<EndedRun> = {}): Buffer {
	const run: EndedRun = {
		cluster: "eu",
		state: "SUCCEEDED",
		exitCode: 0,
		outputBytes: 3,
		incomplete: false,
		isKept: true,
		...changes,
	};
	return frame("end", JSON.stringify(run));
}

/** A control plane that answers each question for an output by the next of these acts. */
export async function startOutputs(
	t: TestContext,
	act: (response: ServerResponse, path: string, attempt: number) => void,
) {
	const asked: string[] = [];
	const server = createServer((request, response) => {
		const path = request.url ?? "";
		asked.push(path);
		const attempt = asked.filter((one) => one === path).length;
		act(response, path, attempt);
	});
	await new Promise<void>((resolve) =>
		server.listen(0, "127.0.0.1", () => resolve()),
	);
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}`;
	return { api: createApiClient({ url, token: "qdt_x" }), asked };
}
