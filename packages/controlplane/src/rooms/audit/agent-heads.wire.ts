import {
	type AuditHead,
	keepHead,
	type OrganisationId,
	subjectToken,
} from "@quarterdeck/contract";
import type { Clock, Log, NewId, PartHealth } from "@quarterdeck/runtime";
import type { AgentAddress, Bus } from "@quarterdeck/wire";
import type { Audit } from "./audit.ts";
import type { HeadCopies } from "./head-copies.ts";
import type { SignedHead } from "./signed-head.ts";

/** An agent that can be reached. */
export interface HeadWitness {
	readonly clusterName: string;
	readonly address: AgentAddress;
}

export interface AgentHeadsDeps {
	readonly bus: Pick<Bus, "order">;
	readonly audit: () => Pick<Audit, "whyNotHeld">;
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
 * Every agent as a keeper of heads. `keep` returns at once: agents are told in the background, of the newest head only. What it had kept before is compared with the chain: where the chain does not hold it, this is
 * logged, and stays a note of the part until the process ends, because the agent keeps a newer head from then on. It is never more than
 * a note: an agent may lie, and must not take a replica out of service. An agent that does not answer is asked again with the next head.
 */
export function createAgentHeads(deps: AgentHeadsDeps): AgentHeads {
	const pending = new Map<OrganisationId, SignedHead>();
	const stopping = new AbortController();
	let problem: string | undefined;
	let running: Promise<void> | undefined;

	async function keepAt(
		{ clusterName, address }: HeadWitness,
		head: AuditHead,
	): Promise<void> {
		const { organisationId } = head;
		try {
			const end = await deps.bus.order(address, keepHead, head, {
				correlation: subjectToken(deps.newId("audit")),
				deadlineAt: new Date(deps.clock.now().getTime() + deadlineMs),
				signal: stopping.signal,
			});
			const reason =
				end.before &&
				(await deps.audit().whyNotHeld(organisationId, end.before));
			if (reason === undefined) return;
			problem = `the agent of ${clusterName} says that it kept an audit head that the chain does not contain: ${reason}. Verify the chain, and find out who wrote to the database`;
			deps.log.error("an agent kept an audit head that the chain lost", {
				organisationId,
				cluster: clusterName,
				reason,
			});
		} catch (error) {
			if (stopping.signal.aborted) return;
			deps.log.warn("an agent did not keep an audit head", {
				organisationId,
				cluster: clusterName,
				error,
			});
		}
	}
	async function tellAll(): Promise<void> {
		for (const [organisationId, head] of pending) {
			if (stopping.signal.aborted) return;
			pending.delete(organisationId);
			const agents = await deps.witnesses(organisationId);
			for (let i = 0; i < agents.length; i += atOnce)
				await Promise.all(
					agents
						.slice(i, i + atOnce)
						.map((agent) => keepAt(agent, { ...head, organisationId })),
				);
		}
	}
	return {
		name: "agents",
		async keep(head) {
			pending.set(head.organisationId as OrganisationId, head);
			running ??= tellAll()
				.catch((error) =>
					deps.log.warn("agents were not told of an audit head", { error }),
				)
				.finally(() => {
					running = undefined;
				});
		},
		health: () =>
			problem === undefined ? { ok: true } : { ok: true, note: problem },
		async stop() {
			stopping.abort(new Error("the control plane is stopping"));
			await running;
		},
	};
}
