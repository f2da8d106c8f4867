import { type ClientRequest, request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import type { Readable } from "node:stream";
import type { Clock } from "@quarterdeck/runtime";
import type { Dispatcher } from "undici";
// Not undici's index, which loads four times as much: its fetch, its caches, its mocks.
import requestFrom from "undici/lib/api/api-request.js";
import Pool from "undici/lib/dispatcher/pool.js";
import type { ClientCertificate, ClusterAccess } from "./cluster-access.ts";
import {
	createCredentialSource,
	type ShownCredential,
} from "./credential-source.ts";

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
	/** Scheme, host and port, without credentials; for people. */
	readonly address: string;
	/** Streams the answer into `handler`; the gate's way. */
	send(
		request: ApiRequest,
		body: Readable | null,
		handler: Dispatcher.DispatchHandler,
	): Promise<void>;
	/** The agent's own way: a small body, and an answer read at the reader's pace. Repeated once with a new credential after a 401. */
	request(
		request: Omit<ApiRequest, "credentials">,
		body: string | null,
		signal: AbortSignal,
	): Promise<Dispatcher.ResponseData>;
	/** The same for watches, which hold their connections: they must not take those of the agent's other requests. */
	readonly watching: Pick<ApiServer, "request">;
	upgrade(request: ApiRequest, protocol: string): Promise<ClientRequest>;
	/** What the agent itself shows; for kubeconfigs that hand it out. */
	credential(): ShownCredential | Promise<ShownCredential>;
	stop(): Promise<void>;
}

const lentConnections = 256;
const ownConnections = 16;
/** One for each resource and identity that is watched, and some for their lists. */
const watchingConnections = 256;

/** Dials nothing yet. Connections with and without credentials are never shared, because a certificate belongs to a connection. */
export function createApiServer(deps: {
	readonly access: ClusterAccess;
	readonly clock: Clock;
}): ApiServer {
	const { access } = deps;
	const basePath = access.server.pathname.replace(/\/+$/, "");
	const source = createCredentialSource(access, deps.clock);
	const anonymous = createPool(access, undefined, lentConnections);
	const lent = createCertifiedPool(access, lentConnections);
	// Requests of commands may wait as long as they like, and must not keep the agent from renewing its lease.
	const own = createCertifiedPool(access, ownConnections);
	const watching = createCertifiedPool(access, watchingConnections);

	async function shownFor(
		request: Pick<ApiRequest, "credentials">,
	): Promise<ShownCredential | undefined> {
		if (!request.credentials) return undefined;
		const known = source.current();
		return known instanceof Promise ? await known : known;
	}
	function optionsOf(
		{ method, path, headers }: Omit<ApiRequest, "credentials">,
		shown: ShownCredential | undefined,
	) {
		return {
			path: basePath + path,
			method,
			headers: withAuthorization(headers, shown),
		};
	}
	const requestIn =
		(pool: CertifiedPool): ApiServer["request"] =>
		async (request, body, signal) => {
			const ask = (shown: ShownCredential) =>
				requestFrom.call(pool.get(shown.clientCertificate), {
					...optionsOf(request, shown),
					body,
					signal,
				});
			const shown = await source.current();
			const answer = await ask(shown);
			if (answer.statusCode !== 401 || !source.refused(shown)) return answer;
			await answer.body.dump();
			return await ask(await source.current());
		};
	return {
		access,
		address: access.server.origin,
		credential: source.current,
		request: requestIn(own),
		watching: { request: requestIn(watching) },
		async send(request, body, handler) {
			const shown = await shownFor(request);
			const pool = shown ? lent.get(shown.clientCertificate) : anonymous;
			const heard = shown
				? noticing401(handler, () => source.refused(shown))
				: handler;
			pool.dispatch({ ...optionsOf(request, shown), body }, heard);
		},
		async upgrade(request, protocol) {
			const shown = await shownFor(request);
			const { hostname, port, host } = access.server;
			const dial =
				access.server.protocol === "https:" ? requestTls : requestPlain;
			return dial({
				...connectionOptions(access, shown?.clientCertificate),
				host: hostname.replace(/^\[|\]$/g, ""),
				port: port || undefined,
				agent: false,
				...optionsOf(request, shown),
				headers: [
					"Host",
					host,
					...withAuthorization(request.headers, shown),
					"Connection",
					"Upgrade",
					"Upgrade",
					protocol,
				],
			});
		},
		async stop() {
			await Promise.all(
				[own, watching, lent, anonymous].map((pool) => pool.destroy()),
			);
		},
	};
}

type CertifiedPool = ReturnType<typeof createCertifiedPool>;

/** A pool with the agent's certificate: a program may give another one, and connections with the one before are let go. */
function createCertifiedPool(access: ClusterAccess, connections: number) {
	let certificate = access.clientCertificate;
	let pool = createPool(access, certificate, connections);
	return {
		get(wanted: ClientCertificate | undefined): Pool {
			if (wanted?.certificatePem === certificate?.certificatePem) return pool;
			// Requests under way end first; a pool that has none to end cannot fail to close.
			void pool.close();
			certificate = wanted;
			pool = createPool(access, wanted, connections);
			return pool;
		},
		destroy: () => pool.destroy(),
	};
}

function noticing401(
	handler: Dispatcher.DispatchHandler,
	refused: () => void,
): Dispatcher.DispatchHandler {
	const noticing: Dispatcher.DispatchHandler = Object.create(handler);
	noticing.onResponseStart = (controller, status, headers, message) => {
		if (status === 401) refused();
		handler.onResponseStart?.(controller, status, headers, message);
	};
	return noticing;
}

function withAuthorization(
	headers: readonly string[],
	shown: ShownCredential | undefined,
): string[] {
	return shown?.authorization === undefined
		? [...headers]
		: [...headers, "Authorization", shown.authorization];
}

function createPool(
	access: ClusterAccess,
	certificate: ClientCertificate | undefined,
	connections: number,
): Pool {
	return new Pool(access.server.origin, {
		connect: { ...connectionOptions(access, certificate), timeout: 10_000 },
		allowH2: false,
		connections,
		// A watch is silent for minutes, a large list is slow to begin: the end of the loan, or the caller's signal, is the limit.
		headersTimeout: 0,
		bodyTimeout: 0,
		keepAliveTimeout: 30_000,
		maxHeaderSize: 65_536,
	});
}

function connectionOptions(
	access: ClusterAccess,
	certificate: ClientCertificate | undefined,
) {
	return {
		...(access.certificateAuthorityPem
			? { ca: access.certificateAuthorityPem }
			: {}),
		...(access.serverName ? { servername: access.serverName } : {}),
		rejectUnauthorized: !access.insecure,
		ALPNProtocols: ["http/1.1"],
		...(certificate
			? { cert: certificate.certificatePem, key: certificate.privateKeyPem }
			: {}),
	};
}
