import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import type { GateSummary, RunId } from "@quarterdeck/contract";
import { formatId } from "@quarterdeck/contract";
import {
	type Clock,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { parse } from "yaml";
import { createApiServer } from "../../plumbing/kube/api-server.ts";
import { type Ceiling, defaultCeiling } from "./ceiling.ts";
import { startGate } from "./gate.ts";
import type { Identity } from "./identity.ts";

export const agentToken = "the-agents-own-token";
let counter = 0;

export function newRunId(): RunId {
	counter += 1;
	return formatId("run", counter, Buffer.alloc(10, counter));
}

export const ada: Identity = {
	kind: "impersonated",
	user: "ada@example.org",
	groups: ["devs", "on-call"],
};

/** A gate in front of `url`, and what a plugin would do with a loan of it. */
export async function gateInFrontOf(
	url: string,
	options: {
		ceiling?: Ceiling;
		clock?: Clock;
		isSilent?: () => boolean;
		onNoAnswer?: () => void;
		log?: Log;
	} = {},
) {
	const clock = options.clock ?? systemClock;
	const upstream = createApiServer({
		clock,
		access: {
			name: "test",
			server: new URL(url),
			certificateAuthorityPem: undefined,
			insecure: false,
			serverName: undefined,
			clientCertificate: undefined,
			credential: { kind: "token", token: agentToken },
			secretFiles: [],
		},
	});
	const gate = await startGate({
		log: silentLog,
		...options,
		upstream,
		clock,
		ceiling: options.ceiling ?? defaultCeiling,
	});
	return {
		gate,
		lend(identity: Identity = ada, endsInMs = 60_000) {
			const run = newRunId();
			const loan = gate.lend({
				run,
				identity,
				clusterName: "eu",
				endsAt: new Date(clock.now().getTime() + endsInMs),
			});
			return { run, ...loan, ...openKubeconfig(loan.kubeconfig) };
		},
		async stop() {
			await gate.stop();
			await upstream.stop();
		},
	};
}

export interface Borrowed {
	readonly port: number;
	readonly ca: string;
	readonly secret: string;
}

/** What a plugin reads out of its kubeconfig. */
export function openKubeconfig(text: string): Borrowed {
	const config = parse(text) as {
		clusters: { cluster: Record<string, string> }[];
		users: { user: Record<string, string> }[];
	};
	const cluster = config.clusters[0]?.cluster ?? {};
	return {
		port: Number(new URL(cluster.server ?? "").port),
		ca: Buffer.from(
			cluster["certificate-authority-data"] ?? "",
			"base64",
		).toString(),
		secret: config.users[0]?.user.token ?? "",
	};
}

export interface Answer {
	readonly status: number;
	readonly headers: IncomingMessage["headers"];
	readonly body: string;
}

/** One request with the loan's secret. */
export async function ask(
	borrowed: Borrowed,
	path: string,
	options: {
		method?: string;
		headers?: Record<string, string | string[]>;
		body?: string;
		secret?: string;
	} = {},
): Promise<Answer> {
	const request = httpsRequest({
		host: "127.0.0.1",
		port: borrowed.port,
		ca: borrowed.ca,
		path,
		method: options.method ?? "GET",
		agent: false,
		headers: {
			authorization: `Bearer ${options.secret ?? borrowed.secret}`,
			...options.headers,
		},
	});
	request.end(options.body);
	const [answer] = (await once(request, "response")) as [IncomingMessage];
	let body = "";
	answer.setEncoding("utf8");
	for await (const text of answer) body += text;
	return { status: answer.statusCode ?? 0, headers: answer.headers, body };
}

/** A connection that speaks what no client library would. */
export async function dialRaw(borrowed: Borrowed): Promise<TLSSocket> {
	const socket = connect({
		host: "127.0.0.1",
		port: borrowed.port,
		ca: borrowed.ca,
	});
	await once(socket, "secureConnect");
	return socket;
}

/** Sends raw bytes and reads until the gate closes. */
export async function sayRaw(
	borrowed: Borrowed,
	text: string,
): Promise<string> {
	const socket = await dialRaw(borrowed);
	socket.write(text);
	let heard = "";
	socket.setEncoding("latin1");
	socket.on("data", (chunk: string) => {
		heard += chunk;
	});
	socket.on("error", () => {});
	await new Promise((resolve) => socket.on("close", resolve));
	return heard;
}

/** The notes of a summary, in one text. */
export function notesOf(summary: GateSummary | undefined): string {
	return (summary?.requests ?? [])
		.map((request) => request.note ?? "")
		.join("\n");
}
