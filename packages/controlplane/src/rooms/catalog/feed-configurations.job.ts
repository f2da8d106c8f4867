import type { OrganisationId } from "@quarterdeck/contract";
import type { FactHandler } from "@quarterdeck/runtime";
import type { FleetAgent } from "../fleet/index.ts";
import { createAgentQueue } from "./agent-queue.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import type { CurrentReader } from "./read-current.ts";

/** Agents configured at the same time; one organisation's are at most half of them. */
const parallel = 128;
/** How long an agent has to take a configuration into use. */
const deadlineMs = 10_000;
/** How long the number of the current version is believed when heartbeats are compared with it. */
const believeMs = 2000;

export interface ConfigurationFeeder {
	/**
	 * Sends a version that was applied to every connected agent of the organisation, unless a newer one was applied since, whose fact
	 * follows. An agent that fails gets it again after its next heartbeat.
	 */
	readonly push: FactHandler<"configuration.applied.v1">;
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
	const believed = new Map<OrganisationId, { version: number; atMs: number }>();
	const stopping = new AbortController();
	const agents = createAgentQueue(parallel, configure);
	let stopHearing: (() => void) | undefined;

	async function configure(agent: FleetAgent): Promise<void> {
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
	async function compare(agent: FleetAgent, runs: number): Promise<void> {
		if ((await currentVersion(agent.organisationId)) <= runs) return;
		if (!agents.isBusy(agent.agentId)) void agents.add(agent);
	}
	return {
		push: {
			name: "push-configuration",
			kind: "configuration.applied.v1",
			description: "Brings a configuration that was applied to every agent.",
			async handle({ organisationId, version }, signal) {
				believed.delete(organisationId);
				if ((await currentVersion(organisationId)) > version) return;
				const connected = deps.fleet.connectedAgents(organisationId);
				const sent = Promise.all(connected.map(agents.add));
				await Promise.race([sent, aborted(signal)]);
			},
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
			stopping.abort(new Error("the control plane is stopping"));
			await agents.stop();
		},
	};
}

function aborted(signal: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		else signal.addEventListener("abort", stop, { once: true });
	});
}
