import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import {
	type AddressInfo,
	createServer as createNetServer,
	type Server as NetServer,
	type Socket,
} from "node:net";
import type { Duplex } from "node:stream";
import type { GateRefusal, GateSummary, RunId } from "@quarterdeck/contract";
import {
	type Clock,
	connectionsAtMost,
	createSelfSignedCertificate,
	type Log,
	type Timer,
} from "@quarterdeck/runtime";
import { type Ceiling, enforceCeiling } from "./ceiling.ts";
import type { GateMeter } from "./forward-deps.ts";
import { forwardRequest } from "./forward-request.ts";
import { forwardUpgrade } from "./forward-upgrade.ts";
import type { Identity } from "./identity.ts";
import { createLateRequests } from "./late-requests.ts";
import { closeLoan, createOpenLoan, type Loan, type OpenLoan } from "./loan.ts";
import { writeKubeconfig } from "./loan-kubeconfig.ts";
import { answerStatus, rawStatus } from "./status-answer.ts";
import { boundStrangers } from "./strangers.ts";
import type { Upstream } from "./upstream.ts";

/** What a run needs a loan for. */
export interface LoanRequest {
	readonly run: RunId;
	readonly identity: Identity;
	/** When it expires, even if nobody returns it. */
	readonly endsAt: Date;
	/** Names cluster, context and user in the kubeconfig. */
	readonly clusterName: string;
}

/** The only holder of the cluster's credentials (docs/architecture/command.md#the-gate). Listens on loopback only. */
export interface Gate {
	readonly port: number;
	/** Takes connections where the handle listens as well, as if they had been made to the port; returns how to end that. */
	listenAlso(handle: NetServer): () => void;
	/** @throws AppError IDENTITY_REFUSED when the identity is above the ceiling. */
	lend(request: LoanRequest): Loan;
	/** Requests of the last minute from plugins whose run had ended. */
	recentRefusals(): GateRefusal[];
	/** Ends every loan and closes. */
	stop(): Promise<void>;
}

export interface GateDeps {
	readonly upstream: Upstream;
	readonly ceiling: Ceiling;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter?: GateMeter;
	/** Called for requests made with the secret of an ended run: for the first, the second, the fourth and so on. */
	readonly onLateRequest?: () => void;
	/** True while the API server lets everybody wait: then requests are answered at once. */
	readonly isSilent?: () => boolean;
	/** Called when a request found that the API server does not answer, or refuses the agent. */
	readonly onNoAnswer?: () => void;
	readonly host?: string;
	readonly port?: number;
}

const longestTimerMs = 2_147_483_647;
const highWaterMark = 262_144;

/** Starts a gate; it is ready when the promise resolves. @throws the listen error. */
export async function startGate(deps: GateDeps): Promise<Gate> {
	const host = deps.host ?? "127.0.0.1";
	const certificate = createSelfSignedCertificate({
		commonName: "quarterdeck-gate",
		hosts: [host],
		days: 3650,
		now: deps.clock.now(),
	});
	const ledger = createLedger(deps);
	const server = createServer({
		cert: certificate.certificatePem,
		key: certificate.privateKeyPem,
		ALPNProtocols: ["http/1.1"],
		minVersion: "TLSv1.2",
		maxHeaderSize: 65_536,
		handshakeTimeout: 5000,
		headersTimeout: 15_000,
		// Watches, followed logs and large uploads may last as long as the loan, and end with it.
		requestTimeout: 0,
		keepAliveTimeout: 30_000,
		// As much of a list may be on its way to a client as keeps both sides busy.
		highWaterMark,
	});
	server.maxConnections = connectionsAtMost(1000);
	listen(server, ledger, deps);
	server.listen(deps.port ?? 0, host);
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		port,
		listenAlso: alsoFor(server),
		lend: (request) =>
			ledger.lend(request, {
				server: `https://${host}:${port}`,
				certificateAuthorityPem: certificate.certificatePem,
			}),
		recentRefusals: () => ledger.late.recent(),
		async stop() {
			ledger.endAll();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** Connections through one further listener: more than a run may have, and few enough that others have theirs. */
const maxThroughOne = 128;

/** What comes that way counts against the same limit, which a server keeps by itself only for what it accepts. */
function alsoFor(server: Server): (handle: NetServer) => () => void {
	let admitted = 0;
	return (handle) => {
		// As the gate's own: without noDelay each small request would wait for the client's late acknowledgement.
		const also = createNetServer({ highWaterMark, noDelay: true }, (socket) => {
			if (!server.listening || admitted >= server.maxConnections) {
				socket.destroy();
				return;
			}
			admitted += 1;
			socket.once("close", () => {
				admitted -= 1;
			});
			server.emit("connection", socket);
		});
		also.maxConnections = maxThroughOne;
		also.on("error", () => {
			// One connection could not be taken, for want of descriptors; the next may.
		});
		also.listen(handle);
		also.unref();
		return () => void also.close();
	};
}

type Found =
	| { readonly kind: "open"; readonly loan: OpenLoan }
	| { readonly kind: "refused"; readonly message: string };

/** The secrets of open loans, and of ended ones. */
function createLedger(deps: GateDeps) {
	const loans = new Map<string, OpenLoan>();
	const ends = new Set<() => void>();
	const late = createLateRequests(deps.clock);
	let lastWarnedMs = Number.NEGATIVE_INFINITY;

	/** Requests without a known secret may come in any number; one log line per minute is enough. */
	function warnOfStranger(): void {
		if (deps.clock.monotonicMs() - lastWarnedMs < 60_000) return;
		lastWarnedMs = deps.clock.monotonicMs();
		deps.log.warn("a request to the gate had an unknown credential");
	}
	function refuseEnded(hash: string, request: IncomingMessage): Found {
		const { method = "", url = "" } = request;
		const refusal = late.attempt(hash, method, url);
		deps.meter?.request(0, 0);
		if (refusal === undefined) {
			warnOfStranger();
			return { kind: "refused", message: "Unauthorized" };
		}
		// Logged at attempt 1, 2, 4, 8 and so on: a thousand attempts must not write a thousand lines.
		if (Number.isInteger(Math.log2(refusal.requests))) {
			const { runId, requests: count } = refusal;
			deps.log.warn("a plugin sent requests after its run had ended", {
				runId,
				count,
			});
			deps.onLateRequest?.();
		}
		return {
			kind: "refused",
			message: "the run that this credential was for has ended",
		};
	}
	function find(request: IncomingMessage): Found {
		const hash = hashOfBearer(request.headers.authorization);
		// The map is keyed by hash, so the time a look-up takes says nothing about the secret.
		const loan = loans.get(hash);
		if (!loan) return refuseEnded(hash, request);
		if (loan.open) return { kind: "open", loan };
		const { method = "", url: path = "" } = request;
		const note = "refused: the credential had expired";
		loan.record.add({ method, path, status: 0, bytes: 0, note }, true);
		deps.meter?.request(0, 0);
		return { kind: "refused", message: "this credential has expired" };
	}
	function lend(
		request: LoanRequest,
		to: { server: string; certificateAuthorityPem: string },
	): Loan {
		enforceCeiling(request.identity, deps.ceiling);
		const secret = randomBytes(32).toString("base64url");
		const hash = hashOf(secret);
		const loan = createOpenLoan(
			request.run,
			request.identity,
			request.clusterName,
		);
		loans.set(hash, loan);
		let timer = expireAt(loan, request.endsAt, deps.clock);
		let summary: GateSummary | undefined;
		const end = (): GateSummary => {
			if (summary) return summary;
			timer.cancel();
			closeLoan(loan, "cut: the run ended");
			loans.delete(hash);
			ends.delete(end);
			late.ended(hash, request.run);
			summary = loan.record.summary();
			return summary;
		};
		ends.add(end);
		const { clusterName } = request;
		return {
			kubeconfig: writeKubeconfig({
				clusterName,
				...to,
				clusterAddress: deps.upstream.address,
				user: { token: secret },
			}),
			extend(endsAt) {
				if (summary || !loan.open) return false;
				timer.cancel();
				timer = expireAt(loan, endsAt, deps.clock);
				return true;
			},
			end,
		};
	}
	return {
		late,
		find,
		lend,
		endAll() {
			for (const end of [...ends]) end();
		},
	};
}

function expireAt(loan: OpenLoan, endsAt: Date, clock: Clock): Timer {
	const leftMs = endsAt.getTime() - clock.now().getTime();
	return clock.after(Math.min(Math.max(leftMs, 0), longestTimerMs), () =>
		closeLoan(loan, "cut: the credential expired"),
	);
}

type Ledger = ReturnType<typeof createLedger>;

function listen(server: Server, ledger: Ledger, deps: GateDeps): void {
	const forward = {
		upstream: deps.upstream,
		log: deps.log,
		meter: deps.meter ?? { request() {} },
		isSilent: deps.isSilent ?? (() => false),
		onNoAnswer: deps.onNoAnswer ?? (() => {}),
	};
	const strangers = boundStrangers(server, server.maxConnections);
	const attach = (loan: OpenLoan, socket: Socket): boolean => {
		strangers.introduce(socket);
		return attachSocket(loan, socket);
	};
	server.on("request", (request, answer: ServerResponse) => {
		const found = ledger.find(request);
		if (found.kind === "refused")
			return answerStatus(answer, 401, found.message);
		if (!attach(found.loan, request.socket))
			return answerStatus(answer, 429, tooManyConnections);
		forwardRequest(found.loan, request, answer, forward);
	});
	server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
		socket.on("error", () => socket.destroy());
		const found = ledger.find(request);
		if (found.kind === "refused") {
			socket.end(rawStatus(401, found.message));
			return;
		}
		if (!attach(found.loan, request.socket)) {
			socket.end(rawStatus(429, tooManyConnections));
			return;
		}
		forwardUpgrade(found.loan, request, socket, head, forward);
	});
	server.on("connect", (request, socket: Duplex) => {
		const found = ledger.find(request);
		if (found.kind === "open") {
			const { method = "", url: path = "" } = request;
			const note = "refused: the method CONNECT is not forwarded";
			found.loan.record.add({ method, path, status: 0, bytes: 0, note }, true);
		}
		socket.on("error", () => socket.destroy());
		socket.end(rawStatus(405, "the gate is not a proxy"));
	});
	server.on("clientError", (_, socket: Duplex) => {
		if (socket.writable) socket.end(rawStatus(400, "the request is malformed"));
		else socket.destroy();
	});
	server.on("tlsClientError", (_, socket) => socket.destroy());
}

/** Of one run at a time; the others' share must not be used up. kubectl opens a few dozen for a discovery without a cache. */
const maxConnectionsPerLoan = 100;
const tooManyConnections = `a command may have ${maxConnectionsPerLoan} connections to the API server at a time`;

/** Remembers the connection, so that it is closed when the loan ends. False when the loan has as many as it may. */
function attachSocket(loan: OpenLoan, socket: Socket): boolean {
	if (loan.sockets.has(socket)) return true;
	if (loan.sockets.size >= maxConnectionsPerLoan) return false;
	loan.sockets.add(socket);
	socket.once("close", () => loan.sockets.delete(socket));
	return true;
}

function hashOfBearer(authorization: string | undefined): string {
	const secret = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
	return secret === undefined ? "" : hashOf(secret);
}

function hashOf(secret: string): string {
	return createHash("sha256").update(secret).digest("base64");
}
