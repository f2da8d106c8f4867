import type { AgentId, OrganisationId } from "@quarterdeck/contract";
import type { AgentIdentity } from "../fleet/index.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import type { CurrentReader } from "./read-current.ts";

/** Agents told at the same time. */
const parallel = 64;
/** How long an agent has to take a configuration into use. */
const deadlineMs = 10_000;
/** How long the number of the current version is believed when heartbeats are compared with it. */
const believeMs = 2000;

export interface ConfigurationFeeder {
	/** Tells every connected agent of the organisation. Returns at once; who fails is told again after its next heartbeat. */
	push(organisationId: OrganisationId): void;
	start(): void;
	stop(): Promise<void>;
}

/** Brings the newest version to every agent: at once when one is applied, and whenever a heartbeat shows an older one. */
export function createConfigurationFeeder(
	deps: Pick<
		CatalogDeps,
		"feed" | "fleet" | "clock" | "log" | "configurationStore"
	>,
	reader: CurrentReader,
): ConfigurationFeeder {
	const waiting = new Map<AgentId, AgentIdentity>();
	const telling = new Set<AgentId>();
	const believed = new Map<OrganisationId, { version: number; atMs: number }>();
	const stopping = new AbortController();
	const workers = new Set<Promise<void>>();
	let stopHearing: (() => void) | undefined;

	function wake(): void {
		while (workers.size < parallel && !stopping.signal.aborted) {
			const next = takeNext();
			if (!next) return;
			const worker = tell(next).finally(() => {
				workers.delete(worker);
				telling.delete(next.agentId);
				wake();
			});
			workers.add(worker);
		}
	}
	/** One agent is told one thing at a time; what came meanwhile follows. */
	function takeNext(): AgentIdentity | undefined {
		for (const [agentId, agent] of waiting) {
			if (telling.has(agentId)) continue;
			waiting.delete(agentId);
			telling.add(agentId);
			return agent;
		}
		return undefined;
	}
	async function tell(agent: AgentIdentity): Promise<void> {
		const { organisationId, agentId, clusterName } = agent;
		try {
			const to = await deps.fleet.addressOf(organisationId, agentId);
			if (!to) return;
			const configuration = await reader.agentConfiguration(
				organisationId,
				clusterName,
			);
			await deps.feed.configure(to, configuration, {
				deadlineAt: new Date(deps.clock.now().getTime() + deadlineMs),
				signal: stopping.signal,
			});
		} catch (error) {
			if (stopping.signal.aborted) return;
			deps.log.warn("an agent did not take a configuration into use", {
				organisationId,
				agentId,
				cluster: clusterName,
				error,
			});
		}
	}
	async function currentVersion(
		organisationId: OrganisationId,
	): Promise<number> {
		const known = believed.get(organisationId);
		const nowMs = deps.clock.monotonicMs();
		if (known && nowMs - known.atMs < believeMs) return known.version;
		const version =
			await deps.configurationStore.currentVersion(organisationId);
		believed.set(organisationId, { version, atMs: nowMs });
		return version;
	}
	async function compare(agent: AgentIdentity, runs: number): Promise<void> {
		if ((await currentVersion(agent.organisationId)) <= runs) return;
		if (telling.has(agent.agentId)) return;
		waiting.set(agent.agentId, agent);
		wake();
	}
	return {
		push(organisationId) {
			believed.delete(organisationId);
			for (const agent of deps.fleet.connectedAgents(organisationId))
				waiting.set(agent.agentId, agent);
			wake();
		},
		start() {
			stopHearing = deps.fleet.onHeartbeat((agent, heartbeat) => {
				if (heartbeat.leaving) return;
				compare(agent, heartbeat.configurationVersion).catch((error) =>
					deps.log.warn("a heartbeat was not compared", { error }),
				);
			});
		},
		async stop() {
			stopHearing?.();
			waiting.clear();
			stopping.abort(new Error("the control plane is stopping"));
			await Promise.all(workers);
		},
	};
}
