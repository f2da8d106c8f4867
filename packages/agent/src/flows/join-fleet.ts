import {
	AppError,
	type EnrolReply,
	type EnrolRequest,
	type JoinTokenContent,
	protocolVersion,
	readJoinToken,
} from "@quarterdeck/contract";
import { type Clock, type Log, pause } from "@quarterdeck/runtime";
import type { AgentIdentity, IdentityStore } from "./agent-identity.ts";

/** A port: the one question a join token's credential may ask. */
export interface Enrolment {
	/** A new key pair; its seed stays here. */
	createKey(): { readonly seed: string; readonly userKey: string };
	userKeyOf(seed: string): string;
	/** @throws AppError as the control plane refused it, or BUS_UNAVAILABLE. */
	enrol(
		token: JoinTokenContent & { readonly servers: readonly string[] },
		request: EnrolRequest,
	): Promise<EnrolReply>;
}

export interface JoinDeps {
	readonly store: IdentityStore;
	readonly enrolment: Enrolment;
	readonly agentVersion: string;
	readonly clusterUid: string | undefined;
	readonly clock: Clock;
	readonly log: Log;
}

/** Attempts while the bus cannot be reached: about two minutes, for a control plane that starts at the same time. */
const attempts = 12;
const longestWaitMs = 15_000;

/**
 * The agent's identity: the one it has, or a new one for a token it did not join with yet. With an identity at hand no token is needed.
 * @throws AppError JOIN_TOKEN_INVALID, JOIN_TOKEN_USED, JOIN_TOKEN_EXPIRED, AGENT_INCOMPATIBLE, BUS_UNAVAILABLE;
 * NotJoinedError without identity and token.
 */
export async function joinFleet(
	options: {
		readonly tokenText: string | undefined;
		/** Where the bus is found, when it is not where the token says. */
		readonly servers: readonly string[] | undefined;
	},
	deps: JoinDeps,
): Promise<AgentIdentity> {
	const known = deps.store.read();
	if (options.tokenText === undefined) {
		if (known) return known;
		throw new NotJoinedError();
	}
	const token = readJoinToken(options.tokenText.trim());
	if (!token) throw new AppError("JOIN_TOKEN_INVALID", {});
	if (known?.joinedWith === token.inst) return known;
	const servers = options.servers ?? token.servers;
	const seed = seedFor(token, deps);
	const request: EnrolRequest = {
		userKey: deps.enrolment.userKeyOf(seed),
		agentVersion: deps.agentVersion,
		protocol: protocolVersion,
		...(deps.clusterUid ? { clusterUid: deps.clusterUid } : {}),
	};
	const reply = await enrolPatiently(
		{ ...token, servers: [...servers] },
		request,
		deps,
	);
	return keep(reply, token, seed, deps);
}

/** Started without a token in a folder that holds no credential. */
export class NotJoinedError extends Error {
	constructor() {
		super(
			"This agent has not joined yet and was given no join token. Make one with: qd cluster add NAME",
		);
		this.name = "NotJoinedError";
	}
}

/** The key is on disk before it is shown to anyone: a reply that is lost can be asked for again with the same one. */
function seedFor(token: JoinTokenContent, deps: JoinDeps): string {
	const pending = deps.store.readPending();
	if (pending?.joinedWith === token.inst) return pending.seed;
	const { seed } = deps.enrolment.createKey();
	deps.store.writePending({ joinedWith: token.inst, seed });
	return seed;
}

async function enrolPatiently(
	token: JoinTokenContent,
	request: EnrolRequest,
	deps: JoinDeps,
): Promise<EnrolReply> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await deps.enrolment.enrol(token, request);
		} catch (error) {
			if (!mayPass(error) || attempt >= attempts) throw error;
			deps.log.warn("the control plane could not be asked yet", {
				attempt,
				reason: error instanceof Error ? error.message : String(error),
			});
			await pause(deps.clock, Math.min(500 * 2 ** attempt, longestWaitMs));
		}
	}
}

function mayPass(error: unknown): boolean {
	return (
		error instanceof AppError &&
		(error.kind === "unavailable" || error.kind === "timeout")
	);
}

function keep(
	reply: EnrolReply,
	token: JoinTokenContent,
	seed: string,
	deps: JoinDeps,
): AgentIdentity {
	const identity: AgentIdentity = {
		version: 1,
		agentId: reply.agentId,
		clusterId: reply.clusterId,
		clusterName: reply.clusterName,
		servers: reply.servers.length > 0 ? reply.servers : token.servers,
		seed,
		jwt: reply.credential.jwt,
		issuedAt: deps.clock.now().toISOString(),
		expiresAt: reply.credential.expiresAt,
		joinedWith: token.inst,
	};
	deps.store.write(identity);
	deps.store.clearPending();
	deps.log.info("the agent joined", {
		agentId: identity.agentId,
		cluster: identity.clusterName,
	});
	return identity;
}
