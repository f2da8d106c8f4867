import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { AgentInstance } from "@quarterdeck/contract";
import { version as agentVersion } from "@quarterdeck/contract/version";
import {
	type Clock,
	createJobRunner,
	createMetrics,
	type Environment,
	type Life,
	type Log,
	traceToFile,
} from "@quarterdeck/runtime";
import { claimFolder } from "../plumbing/disk/claim-folder.ts";
import { inClusterNamespace } from "../plumbing/kube/in-cluster-access.ts";
import type { KubeClient } from "../plumbing/kube/index.ts";
import { createSecretObjects } from "../rooms/configuration/configuration.wiring.ts";
import {
	createDiskCredentialStore,
	createKubeCredentialStore,
} from "../rooms/credential/credential.wiring.ts";
import type { CredentialStore } from "../rooms/credential/index.ts";
import { readCeiling } from "../rooms/gate/index.ts";
import type { Installation } from "../rooms/plugins/index.ts";
import type { Settings } from "../settings.ts";
import { leadAlone, leadInTurn, type StartLeading } from "./lead.ts";
import { createMeters } from "./meters.ts";
import { openEvents } from "./open-events.ts";
import { orPlainError } from "./plain-error.ts";
import { createRole } from "./role.ts";
import { startCluster } from "./start-cluster.ts";
import { type Leading, startLeading } from "./start-leading.ts";
import { startOperations } from "./start-operations.ts";

/**
 * The whole agent: what it always does (watch over the cluster, say how it is), then what only a leader does. Each step is told on
 * standard output as a line of JSON. Resolves when it leads; with a lease, when the process was asked to stop.
 */
export async function startAgent(parts: {
	readonly settings: Settings;
	/** Reads the join token, when there is one. */
	readonly joinToken: () => Promise<string | undefined>;
	readonly environment: Environment;
	readonly installation: Installation;
	readonly clock: Clock;
	readonly log: Log;
	readonly life: Life;
}): Promise<void> {
	const { settings, environment, installation, clock, log, life } = parts;
	const instance = thisProcess(clock);
	if (settings.traceFile !== undefined)
		life.atEnd(
			"traces",
			traceToFile(settings.traceFile, { process: "agent", clock, log }),
		);
	const metrics = createMetrics();
	const jobs = createJobRunner({ clock, log, metrics });
	const disk = createDiskCredentialStore(settings.stateDir);
	const claim = orPlainError(() => claimFolder(settings.stateDir));
	life.atEnd("state folder", () => claim.release());
	const events = orPlainError(() =>
		openEvents({ settings, clock, log, metrics, jobs }),
	);
	const ceiling = orPlainError(() => readCeiling(settings.ceilingFile));
	const { client, ...cluster } = await startCluster({
		settings,
		environment,
		clock,
		log,
		metrics,
		jobs,
		life,
	});
	// Each part stops its own jobs before what they use; this stops what is left, and keeps any from starting late.
	life.atEnd("jobs", () => jobs.stop());
	const podNamespace = inClusterNamespace();
	const namespace = settings.namespace ?? podNamespace ?? "default";
	const store = chooseStore(settings, { disk, client, namespace });
	const secretObjects = createSecretObjects({ client, namespace });
	const role = createRole();
	const { inventory } = cluster;
	const operations = await startOperations({
		settings,
		role,
		inventory,
		metrics,
		jobs,
		life,
	});
	const meters = createMeters(metrics);
	const start: StartLeading = (leadingLife, { signal, mayFinish }) =>
		startLeading({
			settings,
			joinToken: parts.joinToken,
			environment,
			installation,
			agentVersion,
			instance,
			ceiling,
			...cluster,
			secretObjects,
			events,
			store,
			signal,
			mayFinish,
			clock,
			log,
			meters,
			jobs,
			life: leadingLife,
		});
	const ready = ({ credential }: Leading) => {
		const { agentId: agent, clusterName: cluster } = credential;
		announce({ ready: true, agent, cluster, ...operations });
	};
	if (!usesLease(settings, podNamespace))
		return leadAlone({ start, ready, role, life });
	if (settings.credentialStore === "file")
		log.warn(
			"agents that share a lease need the same credential: set credentialStore to secret, or run only one",
		);
	role.become({ kind: "standby", leader: undefined });
	announce({ standby: true, ...operations });
	return leadInTurn({
		settings,
		namespace,
		client,
		start,
		ready,
		role,
		clock,
		log: log.child({ room: "lease" }),
		life,
	});
}

/** What tells this process from another one with the same credential. */
function thisProcess(clock: Clock): AgentInstance {
	return {
		id: randomBytes(9).toString("base64url"),
		startedAt: clock.now().toISOString(),
		host: hostname().slice(0, 253),
	};
}

function chooseStore(
	{
		credentialStore,
		credentialSecret,
	}: Pick<Settings, "credentialSecret" | "credentialStore">,
	parts: {
		readonly disk: CredentialStore;
		readonly client: KubeClient;
		readonly namespace: string;
	},
): CredentialStore {
	const { disk, client, namespace } = parts;
	return credentialStore === "file"
		? disk
		: createKubeCredentialStore({ client, namespace, name: credentialSecret });
}

function usesLease(
	{ lease }: Pick<Settings, "lease">,
	podNamespace: string | undefined,
): boolean {
	return lease === "on" || (lease === "auto" && podNamespace !== undefined);
}

function announce(line: Readonly<Record<string, unknown>>): void {
	process.stdout.write(`${JSON.stringify(line)}\n`);
}
