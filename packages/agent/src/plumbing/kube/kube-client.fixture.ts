import { once } from "node:events";
import { writeFileSync } from "node:fs";
import {
	createServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Clock, systemClock } from "@quarterdeck/runtime";
import { startSimkube } from "@quarterdeck/simkube";
import { type Ending, tempDir } from "@quarterdeck/testkit";
import { createApiServer } from "./api-server.ts";
import type { RecordedCall } from "./call-recorder.ts";
import { createKubeClient } from "./kube-client.ts";
import { readKubeconfig } from "./read-kubeconfig.ts";

export const maps = {
	apiVersion: "v1",
	resource: "configmaps",
	namespace: "default",
} as const;
export const why = { reason: "test" };

/** A client of the cluster that a kubeconfig describes, and what it asked. */
function clientFor(t: Ending, kubeconfig: string, clock: Clock = systemClock) {
	const file = join(tempDir(t), "config");
	writeFileSync(file, kubeconfig);
	const api = createApiServer({ access: readKubeconfig(file), clock });
	t.after(() => api.stop());
	const calls: RecordedCall[] = [];
	const client = createKubeClient({
		api,
		record: (call) => calls.push(call),
		clock,
		random: () => 1,
	});
	return { client, calls };
}

/** A simkube of its own, and a client of it. */
export async function onSimkube(t: Ending, clock?: Clock) {
	const kubernetes = await startSimkube();
	t.after(() => kubernetes.stop());
	return { kubernetes, ...clientFor(t, kubernetes.kubeconfig(), clock) };
}

/** A server that answers as the test says, and a client of it. */
export async function onServer(
	t: Ending,
	answer: (request: IncomingMessage, response: ServerResponse) => void,
	clock?: Clock,
) {
	const server = createServer(answer);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return clientFor(
		t,
		JSON.stringify({
			"current-context": "a",
			clusters: [
				{ name: "c", cluster: { server: `http://127.0.0.1:${port}` } },
			],
			contexts: [{ name: "a", context: { cluster: "c" } }],
		}),
		clock,
	);
}
