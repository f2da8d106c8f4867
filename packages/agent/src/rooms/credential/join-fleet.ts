import {
	AppError,
	type EnrolReply,
	type EnrolRequest,
	type JoinTokenContent,
	protocolVersion,
	readJoinToken,
} from "@quarterdeck/contract";
import { type Clock, type Log, pause } from "@quarterdeck/runtime";
import {
	type AgentCredential,
	type JoinedCredential,
	lifeFrom,
} from "./agent-credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { Enrolment, LifetimeOf } from "./enrolment.ts";
import { nextAuthorities } from "./next-authorities.ts";

export interface JoinDeps {
	readonly store: CredentialStore;
	readonly enrolment: Enrolment;
	readonly lifetimeOf: LifetimeOf;
	readonly agentVersion: string;
	readonly clusterUid: string | undefined;
	readonly clock: Clock;
	readonly log: Log;
	/** Aborted when this agent may no longer join, because it stops or another one leads. */
	readonly signal: AbortSignal;
}

/** Attempts while the bus cannot be reached: about two minutes, for a control plane that starts at the same time. */
const attempts = 12;
const longestWaitMs = 15_000;

/**
 * The agent's credential: the one it has, or a new one for a token it has not joined with yet. An agent that has joined needs no token.
 * @throws AppError JOIN_TOKEN_INVALID, JOIN_TOKEN_USED, JOIN_TOKEN_EXPIRED, AGENT_INCOMPATIBLE, BUS_UNAVAILABLE;
 * NotJoinedError without a credential and a token · UnpinnedCredentialError.
 */
export async function joinFleet(
	options: {
		readonly tokenText: string | undefined;
		/** Addresses of the bus, when they are not the token's. */
		readonly servers: readonly string[] | undefined;
	},
	deps: JoinDeps,
): Promise<JoinedCredential> {
	const known = await deps.store.read();
	if (options.tokenText === undefined) {
		if (!known) throw new NotJoinedError();
		return pinned(known);
	}
	const token = readJoinToken(options.tokenText.trim());
	if (!token) throw new AppError("JOIN_TOKEN_INVALID", {});
	if (known?.joinedWith === token.inst)
		return known.orderKeys ? pinned(known) : pin(known, token, deps);
	const servers = options.servers ?? token.servers;
	const seed = await seedFor(token, deps);
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

/** Started without a join token and without a credential. */
export class NotJoinedError extends Error {
	constructor() {
		super(
			"This agent has not joined a fleet and has no join token. Create one with: qd cluster add NAME, and give it with --join-file FILE",
		);
		this.name = "NotJoinedError";
	}
}

/** Joined with a version that did not know whom to obey. What the bus says about that now could come from anybody. */
export class UnpinnedCredentialError extends Error {
	constructor() {
		super(
			"This agent joined with an older version and does not hold the organisation's order key, so it cannot tell who gives it orders. Create a new join token with qd cluster add NAME --again and start the agent with it.",
		);
		this.name = "UnpinnedCredentialError";
	}
}

function pinned(credential: AgentCredential): JoinedCredential {
	const { orderKeys } = credential;
	if (!orderKeys) throw new UnpinnedCredentialError();
	return { ...credential, orderKeys };
}

/** The token it joined with is still given to it: the keys in there came from the control plane's own hands. */
async function pin(
	known: AgentCredential,
	{ orderKeys }: JoinTokenContent,
	{ store }: JoinDeps,
): Promise<JoinedCredential> {
	const credential = { ...known, orderKeys };
	await store.write(credential);
	return credential;
}

/** The key is stored before anyone sees it: when the reply is lost, the same key can ask again. */
async function seedFor(
	token: JoinTokenContent,
	deps: JoinDeps,
): Promise<string> {
	const pending = await deps.store.readPending();
	if (pending?.joinedWith === token.inst) return pending.seed;
	const { seed } = deps.enrolment.createKey();
	await deps.store.writePending({ joinedWith: token.inst, seed });
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
			deps.log.warn("could not reach the control plane to join yet", {
				attempt,
				reason: error instanceof Error ? error.message : String(error),
			});
			await pause(
				deps.clock,
				Math.min(500 * 2 ** attempt, longestWaitMs),
				deps.signal,
			);
		}
	}
}

function mayPass(error: unknown): boolean {
	return (
		error instanceof AppError &&
		(error.kind === "unavailable" || error.kind === "timeout")
	);
}

async function keep(
	reply: EnrolReply,
	token: JoinTokenContent,
	seed: string,
	deps: JoinDeps,
): Promise<JoinedCredential> {
	const ca = nextAuthorities(token.ca, reply.credential.ca, deps.log);
	// Only addresses at which the bus proves itself as it did just now.
	const usable = reply.servers.filter((server) =>
		deps.enrolment.mayUse(server, ca),
	);
	const credential: JoinedCredential & AgentCredential = {
		version: 1,
		agentId: reply.agentId,
		clusterId: reply.clusterId,
		clusterName: reply.clusterName,
		servers: usable.length > 0 ? usable : token.servers,
		seed,
		jwt: reply.credential.jwt,
		...(ca ? { ca } : {}),
		...lifeFrom(deps.clock.now(), deps.lifetimeOf(reply.credential.jwt)),
		joinedWith: token.inst,
		orderKeys: reply.orderKeys,
	};
	await deps.store.write(credential);
	await deps.store.clearPending();
	deps.log.info("the agent joined", {
		agentId: credential.agentId,
		cluster: credential.clusterName,
	});
	return credential;
}
