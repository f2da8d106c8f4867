import { type ClientRequest, request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import type { Readable } from "node:stream";
import type { Clock } from "@quarterdeck/runtime";
import { type Dispatcher, Pool } from "undici";
import { createAuthorization } from "./authorization.ts";
import type { ClusterAccess } from "./cluster-access.ts";

/** One request, without the server's base path and without credentials. */
export interface ApiRequest {
	readonly method: string;
	readonly path: string;
	/** Names and values in turn. */
	readonly headers: readonly string[];
	/** False sends no credentials of any kind. */
	readonly credentials: boolean;
}

/** The request layer for one API server: pooled HTTP/1.1, the agent's credentials put on at the last moment. */
export interface ApiServer {
	readonly access: ClusterAccess;
	send(
		request: ApiRequest,
		body: Readable | null,
		handler: Dispatcher.DispatchHandler,
	): Promise<void>;
	upgrade(request: ApiRequest, protocol: string): Promise<ClientRequest>;
	/** The header the agent itself shows; for kubeconfigs that hand it out. */
	authorization(): string | undefined | Promise<string | undefined>;
	stop(): Promise<void>;
}

/** Dials nothing yet. Connections with and without credentials are kept apart, because a certificate belongs to a connection. */
export function createApiServer(deps: {
	readonly access: ClusterAccess;
	readonly clock: Clock;
}): ApiServer {
	const { access } = deps;
	const basePath = access.server.pathname.replace(/\/+$/, "");
	const trusted = { ...serverTrust(access), ...clientCertificate(access) };
	const pools = {
		own: createPool(access, trusted),
		anonymous: createPool(access, serverTrust(access)),
	};
	const authorization = createAuthorization(access, deps.clock);

	async function headersFor(request: ApiRequest): Promise<string[]> {
		if (!request.credentials) return [...request.headers];
		const known = authorization();
		const value = known instanceof Promise ? await known : known;
		return value === undefined
			? [...request.headers]
			: [...request.headers, "Authorization", value];
	}
	return {
		access,
		authorization,
		async send(request, body, handler) {
			const headers = await headersFor(request);
			const pool = request.credentials ? pools.own : pools.anonymous;
			const { method } = request;
			pool.dispatch(
				{ path: basePath + request.path, method, headers, body },
				handler,
			);
		},
		async upgrade(request, protocol) {
			const headers = await headersFor(request);
			const { hostname, port, host } = access.server;
			const dial =
				access.server.protocol === "https:" ? requestTls : requestPlain;
			return dial({
				...(request.credentials ? trusted : serverTrust(access)),
				host: hostname.replace(/^\[|\]$/g, ""),
				port: port || undefined,
				method: request.method,
				path: basePath + request.path,
				agent: false,
				headers: [
					"Host",
					host,
					...headers,
					"Connection",
					"Upgrade",
					"Upgrade",
					protocol,
				],
			});
		},
		async stop() {
			await Promise.all([pools.own.destroy(), pools.anonymous.destroy()]);
		},
	};
}

function createPool(
	access: ClusterAccess,
	connect: ReturnType<typeof serverTrust>,
): Pool {
	return new Pool(access.server.origin, {
		connect: { ...connect, timeout: 10_000 },
		allowH2: false,
		connections: 256,
		// A watch is silent for minutes, a large list thinks long: the end of the loan is the limit.
		headersTimeout: 0,
		bodyTimeout: 0,
		keepAliveTimeout: 30_000,
		maxHeaderSize: 65_536,
	});
}

function serverTrust(access: ClusterAccess) {
	return {
		...(access.certificateAuthorityPem
			? { ca: access.certificateAuthorityPem }
			: {}),
		...(access.serverName ? { servername: access.serverName } : {}),
		rejectUnauthorized: !access.insecure,
		ALPNProtocols: ["http/1.1"],
	};
}

function clientCertificate(access: ClusterAccess) {
	return access.clientCertificate
		? {
				cert: access.clientCertificate.certificatePem,
				key: access.clientCertificate.privateKeyPem,
			}
		: {};
}
