import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import {
	emptyConfiguration,
	type SinkTarget,
} from "@quarterdeck/contract/configuration";
import { createHandClock } from "@quarterdeck/testkit";
import type { Posting } from "../../flows/notices/index.ts";
import { createSinkDoors } from "./create-sink-doors.ts";

/** What a server was asked. */
export interface Asked {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingMessage["headers"];
	readonly body: string;
}

/** A server on loopback that answers what the test says, and remembers what it was asked. */
export async function startServer(
	t: TestContext,
	answer: (asked: Asked) => {
		readonly status: number;
		readonly headers?: Readonly<Record<string, string>>;
		readonly body?: unknown;
	},
) {
	const asked: Asked[] = [];
	const server = createServer(async (request, response) => {
		const pieces: Buffer[] = [];
		for await (const piece of request) pieces.push(piece as Buffer);
		const one = {
			method: request.method ?? "",
			path: request.url ?? "",
			headers: request.headers,
			body: Buffer.concat(pieces).toString(),
		};
		asked.push(one);
		const { status, headers = {}, body = "" } = answer(one);
		response.writeHead(status, headers);
		response.end(typeof body === "string" ? body : JSON.stringify(body));
	});
	await new Promise<void>((resolve) =>
		server.listen(0, "127.0.0.1", () => resolve()),
	);
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	return { asked, port, url: `http://127.0.0.1:${port}` };
}

const at = new Date("2026-03-04T05:06:07.000Z");

/** An event about a pod, as it is sent to a sink. */
export function posting(
	door: SinkTarget["kind"],
	more: Partial<Posting["notice"] & object> & {
		readonly level?: "info" | "error";
		readonly address?: string;
		readonly raw?: unknown;
	} = {},
): Posting {
	const { level = "error", address = "house", raw, ...notice } = more;
	return {
		organisationId: "org_a" as OrganisationId,
		to: { door, address },
		id: "pst_1" as Posting["id"],
		post: {
			title: "Pod shop/web failed",
			level,
			clusterId: "clu_1",
			clusterName: "prod",
			firstAt: at,
			lastAt: at,
		} as unknown as Posting["post"],
		digest: undefined,
		message: {},
		notice: {
			group: "k8s",
			plugin: "botkube/kubernetes",
			type: "error",
			topic: "Pod shop/web error",
			object: "Pod shop/web",
			resolved: false,
			...notice,
		},
		raw: "raw" in more ? raw : { Kind: "Pod", Name: "web" },
	};
}

/** The doors to one sink of the group `house`, which may reach this machine unless told otherwise. */
export function stageSink(
	target: SinkTarget,
	given: { readonly allow?: readonly string[]; readonly alias?: string } = {},
) {
	const clock = createHandClock();
	const secrets = new Map<string, string>();
	const doors = createSinkDoors({
		catalog: {
			currentConfiguration: async () => ({
				version: 1,
				configuration: {
					...emptyConfiguration,
					sinks: [
						{
							kind: target.kind,
							group: "house",
							alias: given.alias ?? "",
							sources: ["k8s"],
							target,
						},
					],
				},
			}),
		},
		findSecret: (_, reference) => {
			const text =
				reference.kind === "env" ? secrets.get(reference.name) : undefined;
			return text === undefined ? { refused: "it is not named" } : { text };
		},
		allow: given.allow ?? ["127.0.0.1"],
		clock,
	});
	const door = doors[target.kind];
	if (door === undefined || door === "stored")
		throw new TypeError("a sink is sent to");
	return {
		clock,
		secrets,
		send: (one: Posting) => door.post(one, new AbortController().signal),
	};
}
