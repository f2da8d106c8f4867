import type { AgentInstance } from "@quarterdeck/contract";
import type {
	Clock,
	Environment,
	Job,
	JobRunner,
	Life,
	Log,
} from "@quarterdeck/runtime";
import type { AgentLink } from "@quarterdeck/wire";
import { serveOrders } from "../doors/link/serve-orders.wire.ts";
import { fetchConfiguration } from "../flows/fetch-configuration.job.ts";
import { logRefusal, onConnected } from "../flows/follow-link.wire.ts";
import { createPluginOrders } from "../flows/plugin-orders.ts";
import type { ApiServer } from "../plumbing/kube/api-server.ts";
import type {
	ConfigurationInUse,
	SecretObjects,
} from "../rooms/configuration/index.ts";
import {
	type CredentialRoom,
	createCredentialRoom,
} from "../rooms/credential/credential.wiring.ts";
import type {
	AgentCredential,
	CredentialStore,
	JoinedCredential,
} from "../rooms/credential/index.ts";
import type { Ceiling } from "../rooms/gate/index.ts";
import { createHeadKeeper } from "../rooms/heads/heads.wiring.ts";
import type { Inventory } from "../rooms/inventory/index.ts";
import type {
	Installation,
	PluginSources,
	Plugins,
} from "../rooms/plugins/index.ts";
import type { Settings } from "../settings.ts";
import type { Meters } from "./meters.ts";
import type { OutgoingEvents } from "./open-events.ts";
import { openSecrets } from "./open-secrets.ts";
import { plainError } from "./plain-error.ts";
import type { SeenCluster } from "./start-cluster.ts";
import { startCommands } from "./start-commands.ts";
import { startLink } from "./start-link.ts";
import { startPlugins } from "./start-plugins.ts";
import { createWayToGate } from "./way-to-gate.ts";

/** What a leading agent has, and a standby has not. */
export interface Leading {
	readonly credential: AgentCredential;
	readonly link: AgentLink;
	readonly plugins: Plugins;
	readonly sources: PluginSources;
	/** What a plugin said, as others may read it. */
	readonly tellable: (text: string) => string;
}

/** What only one agent of a cluster does at a time: join, hold the link, take orders, renew the credential. */
export async function startLeading(parts: {
	readonly settings: Settings;
	readonly joinToken: () => Promise<string | undefined>;
	readonly environment: Environment;
	readonly installation: Installation;
	readonly agentVersion: string;
	readonly instance: AgentInstance;
	readonly ceiling: Ceiling;
	readonly api: ApiServer;
	readonly secretObjects: SecretObjects;
	readonly inventory: Inventory;
	readonly seen: SeenCluster;
	readonly events: Pick<OutgoingEvents, "put" | "sendOver">;
	readonly store: CredentialStore;
	/** Aborted when this agent may no longer lead. */
	readonly signal: AbortSignal;
	readonly mayFinish: () => boolean;
	readonly clock: Clock;
	readonly log: Log;
	readonly meters: Meters;
	readonly jobs: JobRunner;
	readonly life: Life;
}): Promise<Leading> {
	const { settings, environment, installation, agentVersion, ceiling } = parts;
	const { api, inventory, events, store, mayFinish } = parts;
	const { clock, log, meters, jobs, life, seen, instance } = parts;
	const gate = createWayToGate();
	const secrets = openSecrets({ ...parts, objects: parts.secretObjects });
	const [{ plugins, sources }] = await Promise.all([
		startPlugins({
			settings,
			environment,
			clusterSecretFiles: [...api.access.secretFiles, ...secrets.folders],
			installation,
			ceiling,
			gate,
			clock,
			log: secrets.hiddenIn(log),
			meter: meters.plugins,
			life,
		}),
		inventory.look(),
	]);
	const room = createCredentialRoom({
		store,
		bus: { caFile: settings.busCaFile, insecure: settings.busInsecure },
		agentVersion,
		clock,
		log: log.child({ room: "credential" }),
	});
	const credential = await join(parts, room);
	const link = await startLink({
		settings,
		credential,
		trust: room.trust,
		clock,
		log,
		meter: meters.link,
		life,
	});
	const { configuration, runner, heart } = await startCommands({
		settings,
		agentVersion,
		instance,
		stopGraceMs: () => (mayFinish() ? settings.stopGraceSeconds * 1000 : 0),
		api,
		ceiling,
		onGate: gate.lead,
		secrets: secrets.resolver,
		tellable: secrets.tellable,
		inventory,
		plugins,
		sources,
		put: events.put,
		seen,
		link,
		clock,
		log,
		meters,
		life,
	});
	const renewal = room.renew(link, credential);
	const { tellable } = secrets;
	serveOrders(link, {
		runner,
		configuration,
		credential: renewal,
		...otherOrders(parts, { configuration, plugins, sources, tellable }),
	});
	const fetching = fetchConfiguration({
		refresh: configuration.refresh,
		isConnected: () => link.state.state === "connected",
		onConnected: (act) => onConnected(link, act),
	});
	const start = (job: Job) => life.start(job.name, () => jobs.start(job));
	await start(renewal.job);
	const heartbeats = await start(heart.job);
	// Not gathered: until the first heartbeat the control plane takes the agent for lost.
	life.atEnd(
		"heartbeats",
		onConnected(link, () => heartbeats.runNow()),
	);
	await start(fetching);
	await start(events.sendOver(link));
	logRefusal(link, log);
	return { credential, link, plugins, sources, tellable };
}

/** What serves the orders that neither run nor configure. */
function otherOrders(
	{
		settings,
		log,
	}: Pick<Parameters<typeof startLeading>[0], "log" | "settings">,
	parts: Pick<Leading, "plugins" | "sources" | "tellable"> & {
		readonly configuration: Pick<ConfigurationInUse, "current">;
	},
): Pick<Parameters<typeof serveOrders>[1], "keepHead" | "pluginOrders"> {
	return {
		keepHead: createHeadKeeper({
			stateDir: settings.stateDir,
			log: log.child({ room: "heads" }),
		}),
		pluginOrders: createPluginOrders({
			...parts,
			clusterName: () => parts.configuration.current()?.clusterName ?? "",
		}),
	};
}

/** @throws Error in words for whoever started the agent. */
async function join(
	parts: Pick<
		Parameters<typeof startLeading>[0],
		"inventory" | "joinToken" | "settings" | "signal"
	>,
	room: CredentialRoom,
): Promise<JoinedCredential> {
	const { servers } = parts.settings;
	const clusterUid = parts.inventory.clusterUid();
	try {
		const tokenText = await parts.joinToken();
		return await room.join({ tokenText, servers, clusterUid }, parts.signal);
	} catch (error) {
		throw plainError(error as Error);
	}
}
