import {
	type KeepHeadRequest,
	type KeptBefore,
	keepHead,
	type OrganisationId,
	subjectToken,
} from "@quarterdeck/contract";
import type { Clock, Log, NewId, PartHealth } from "@quarterdeck/runtime";
import type { AgentAddress, Bus } from "@quarterdeck/wire";
import type { Audit } from "./audit.ts";
import type { ChainHead } from "./chain.ts";
import type { HeadCopies } from "./head-copies.ts";
import type { SignedHead } from "./signed-head.ts";

/** An agent that can be reached. */
export interface HeadWitness {
	readonly clusterName: string;
	readonly address: AgentAddress;
}

export interface AgentHeadsDeps {
	readonly bus: Pick<Bus, "order">;
	readonly audit: () => Pick<Audit, "whyNotHeld" | "noteLostHead">;
	/** The agents of an organisation that are alive now. */
	readonly witnesses: (
		organisationId: OrganisationId,
	) => Promise<readonly HeadWitness[]>;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
}

const atOnce = 64;
const deadlineMs = 10_000;

/** Agents as keepers of heads. */
export interface AgentHeads extends HeadCopies {
	health(): PartHealth;
	/** Gives up what is under way. */
	stop(): Promise<void>;
}

/**
 * Every agent as a keeper of heads. `keep` returns at once: agents are told in the background, of the newest head only. An agent replaces
 * what it keeps only when it is told that the chain still holds it. So where the chain does not, the agent goes on keeping it, and tells
 * it again with every head, whoever was restarted; a head that we signed is recorded as lost. What an agent cannot prove is logged and
 * noted until the process ends. Neither takes a replica out of service. An agent that does not answer is asked again with the next head.
 */
export function createAgentHeads(deps: AgentHeadsDeps): AgentHeads {
	const pending = new Map<OrganisationId, SignedHead>();
	const stopping = new AbortController();
	/** What each agent kept last, which the chain held then. */
	const kept = new Map<string, ChainHead>();
	let problem: string | undefined;
	let isTelling = false;
	let running: Promise<void> | undefined;

	async function tell(
		{ clusterName, address }: HeadWitness,
		head: SignedHead & { readonly organisationId: OrganisationId },
		ifHeld: IfHeld,
	): Promise<void> {
		const { organisationId } = head;
		const ask = (mayReplace: KeepHeadRequest["mayReplace"]) =>
			askToKeep(deps, address, { ...head, mayReplace }, stopping.signal);
		try {
			const end = await ask(await ifHeld(kept.get(address.inst)));
			const { before } = end;
			const state =
				before &&
				(await judge(deps, {
					organisationId,
					clusterName,
					before,
					noteUnproved,
				}));
			const isLossAcknowledged = state === "acknowledged";
			if (end.isKept === false && before && state !== "open")
				await ask({ seq: before.seq, hash: before.hash, isLossAcknowledged });
			if (state === "open") kept.delete(address.inst);
			else kept.set(address.inst, { seq: head.seq, hash: head.hash });
		} catch (error) {
			if (stopping.signal.aborted) return;
			deps.log.warn("an agent did not keep an audit head", {
				organisationId,
				cluster: clusterName,
				error,
			});
		}
	}
	function noteUnproved(clusterName: string, reason: string): void {
		problem = `the agent of ${clusterName} says that it kept an audit head that the chain does not contain: ${reason}. Verify the chain, and find out who wrote to the database`;
	}
	async function tellAll(): Promise<void> {
		try {
			for (const [organisationId, head] of pending) {
				if (stopping.signal.aborted) return;
				pending.delete(organisationId);
				await tellAgents(organisationId, head);
			}
		} catch (error) {
			deps.log.warn("agents were not told of an audit head", { error });
		} finally {
			// In the same step as the last look at what is pending.
			isTelling = false;
		}
	}
	async function tellAgents(
		organisationId: OrganisationId,
		head: SignedHead,
	): Promise<void> {
		const agents = await deps.witnesses(organisationId);
		const ifHeld = createIfHeld(deps.audit(), organisationId);
		for (let i = 0; i < agents.length; i += atOnce)
			await Promise.all(
				agents
					.slice(i, i + atOnce)
					.map((agent) => tell(agent, { ...head, organisationId }, ifHeld)),
			);
	}
	return {
		name: "agents",
		async keep(head) {
			pending.set(head.organisationId as OrganisationId, head);
			if (isTelling) return;
			isTelling = true;
			running = tellAll();
		},
		health: () =>
			problem === undefined ? { ok: true } : { ok: true, note: problem },
		async stop() {
			stopping.abort(new Error("the control plane is stopping"));
			await running;
		},
	};
}

function askToKeep(
	{ bus, newId, clock }: AgentHeadsDeps,
	address: AgentAddress,
	request: KeepHeadRequest,
	signal: AbortSignal,
) {
	return bus.order(address, keepHead, request, {
		correlation: subjectToken(newId("audit")),
		deadlineAt: new Date(clock.now().getTime() + deadlineMs),
		signal,
	});
}

/** The head when the chain holds it now; null otherwise. */
type IfHeld = (head: ChainHead | undefined) => Promise<ChainHead | null>;

/** What was held when an agent took it may be lost since. Most agents keep the same head, so each is looked up once. */
function createIfHeld(
	audit: Pick<Audit, "whyNotHeld">,
	organisationId: OrganisationId,
): IfHeld {
	const known = new Map<string, Promise<ChainHead | null>>();
	return async (head) => {
		if (!head) return null;
		const name = `${head.seq}:${head.hash}`;
		const found =
			known.get(name) ??
			audit
				.whyNotHeld(organisationId, head)
				.then((reason) => (reason === undefined ? head : null));
		known.set(name, found);
		return found;
	};
}

/** Whether the chain lost what an agent had kept. What the agent cannot prove is a note: it may lie. */
async function judge(
	deps: Pick<AgentHeadsDeps, "audit" | "log">,
	given: {
		readonly organisationId: OrganisationId;
		readonly clusterName: string;
		readonly before: KeptBefore;
		readonly noteUnproved: (clusterName: string, reason: string) => void;
	},
): Promise<"held" | "open" | "acknowledged"> {
	const { organisationId, clusterName, before } = given;
	const audit = deps.audit();
	const reason = await audit.whyNotHeld(organisationId, before);
	if (reason === undefined) return "held";
	const { seq, hash, at, publicKey, signature } = before;
	const state =
		at && publicKey && signature
			? await audit.noteLostHead(
					{ organisationId, seq, hash, at, publicKey, signature },
					clusterName,
				)
			: "unproved";
	if (state !== "unproved") return state;
	given.noteUnproved(clusterName, reason);
	deps.log.error("an agent kept an audit head that the chain lost", {
		organisationId,
		cluster: clusterName,
		reason,
	});
	return "open";
}
