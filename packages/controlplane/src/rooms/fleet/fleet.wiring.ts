import {
	type AgentId,
	type OrganisationId,
	type ProcessId,
	subjectToken,
} from "@quarterdeck/contract";
import type { Clock, JobRunner, Log, NewId } from "@quarterdeck/runtime";
import type { AccountPublisher, Bus } from "@quarterdeck/wire";
import {
	type ChangeSignals,
	createSignals,
	type Database,
} from "../../plumbing/postgres/index.ts";
import type { Audit } from "../audit/index.ts";
import type { Caller } from "../permissions/index.ts";
import { addCluster } from "./add-cluster.ts";
import { createWireAgentOrders } from "./agent-orders.wire.ts";
import { createWireBusAccounts } from "./bus-accounts.wire.ts";
import { changedClusters } from "./changed-clusters.ts";
import { hasLiveAgent } from "./cluster.ts";
import { endJoinToken, findUnusedJoinToken } from "./end-join-token.ts";
import { enrolAgent } from "./enrol-agent.ts";
import type { Fleet } from "./fleet.ts";
import type { FleetDeps, FleetSettings } from "./fleet-deps.ts";
import { listClusterPlugins, listFleetPlugins } from "./fleet-plugins.ts";
import { createPgFleetStore } from "./fleet-store.pg.ts";
import { createFleetWatch, type FleetWatch } from "./fleet-watch.ts";
import {
	countClusters,
	listClusters,
	summariseFleet,
} from "./list-clusters.ts";
import { wireOrderKeys } from "./order-keys.wire.ts";
import { readPluginLogs, restartPlugin } from "./plugin-orders.ts";
import { prepareOrganisation, pushBusAccounts } from "./push-bus-accounts.ts";
import { removeCluster } from "./remove-cluster.ts";
import { createRenewalRate, renewCredential } from "./renew-credential.ts";
import { revokeCredential } from "./revoke-credential.ts";
import { rotateCredential } from "./rotate-credential.ts";
import { beginSelection } from "./select-clusters.ts";
import { createOrderSignerLookup } from "./sign-orders.ts";

/** Names, and labels, that are suggested for the beginning of a word. */
const maxSuggested = 50;

/** The room over any stores and any bus. */
export function assembleFleet(deps: FleetDeps): Fleet {
	const store = deps.fleetStore;
	const watch = createFleetWatch(deps);
	const { liveness } = watch;
	function begin(
		organisationId: OrganisationId,
	): ReturnType<Fleet["beginSelection"]> {
		const select = beginSelection(store, organisationId);
		return async (selection) => {
			const { clusters, problems } = await select(selection);
			return { clusters: clusters.map(liveness.overlay), problems };
		};
	}
	const findCluster: Fleet["findCluster"] = async (organisationId, name) => {
		const found = await store.findCluster(organisationId, { name });
		return found && liveness.overlay(found);
	};
	const addressOf: Fleet["addressOf"] = async (organisationId, agentId) => {
		const live = liveness.findById(agentId);
		const known = live ?? (await store.findAgent(organisationId, agentId));
		if (known?.organisationId !== organisationId) return undefined;
		const busAccount =
			"busAccount" in known ? known.busAccount : known.busAccountId;
		return { busAccount, inst: subjectToken(agentId) };
	};
	const mayRecordRenewal = createRenewalRate(deps.clock);
	return {
		prepareOrganisation: (organisationId) =>
			prepareOrganisation(deps, organisationId),
		pushBusAccounts: (which) => pushBusAccounts(deps, which),
		addCluster: (caller, wanted) => addCluster(deps, caller, wanted),
		async removeCluster(caller, name) {
			const cluster = await removeCluster(deps, caller, name);
			liveness.forget(cluster.id);
			return cluster;
		},
		...agentOrders(deps, { findCluster, addressOf, ...watch }),
		async revokeCredential(caller, name) {
			const cluster = await revokeCredential(deps, caller, name);
			liveness.forget(cluster.id);
			return cluster;
		},
		findCluster,
		...fleetLists(deps, watch),
		...fleetFigures(deps, watch),
		endJoinToken: (caller, name) => endJoinToken(deps, caller, name),
		suggestTargets: (organisationId, prefix) =>
			store.suggestTargets(organisationId, prefix, maxSuggested),
		selectClusters: (organisationId, selection) =>
			begin(organisationId)(selection),
		beginSelection: begin,
		async enrolAgent(from, request) {
			const reply = await enrolAgent(deps, from, request);
			liveness.forget(reply.clusterId, reply.agentId);
			await watch.agents.find({ ...from, inst: subjectToken(reply.agentId) });
			return reply;
		},
		renewCredential: (from, request = {}) =>
			renewCredential(deps, from, request, mayRecordRenewal),
		receiveHeartbeat: watch.receiveHeartbeat,
		findAgentAt: (from) => watch.agents.find(from),
		addressOf,
		watchFleet: watch.listeners.watchFleet,
		connectedAgents: (organisationId) =>
			liveness
				.of(organisationId)
				.filter((agent) => hasLiveAgent(agent.state))
				.map((agent) => ({
					organisationId,
					agentId: agent.agentId,
					clusterId: agent.clusterId,
					clusterName: agent.clusterName,
					configurationVersion: agent.heartbeat?.configurationVersion ?? 0,
					allows: agent.heartbeat?.allows,
					allowsNetwork: agent.heartbeat?.allowsNetwork,
				})),
		countConnectedAgents: () =>
			[...liveness.all()].filter(({ state }) => hasLiveAgent(state)).length,
		onHeartbeat: watch.onHeartbeat,
		start: watch.start,
		stop: watch.stop,
	};
}

function fleetLists(
	deps: FleetDeps,
	{ liveness, settleStates }: FleetWatch,
): Pick<Fleet, "listClusters" | "countClusters"> {
	return {
		async listClusters(organisationId, filter, page) {
			await settleStates(organisationId);
			return listClusters({ ...deps, liveness }, organisationId, filter, page);
		},
		async countClusters(organisationId, filter) {
			await settleStates(organisationId);
			return countClusters(deps, organisationId, filter);
		},
	};
}

function agentOrders(
	deps: FleetDeps,
	{
		findCluster,
		addressOf,
		settleStates,
	}: Pick<Fleet, "addressOf" | "findCluster"> &
		Pick<FleetWatch, "settleStates">,
): Pick<
	Fleet,
	| "listClusterPlugins"
	| "listFleetPlugins"
	| "readPluginLogs"
	| "restartPlugin"
	| "rotateCredential"
> {
	const searching = ({ organisationId }: Caller) => ({
		...deps,
		find: (name: string) => findCluster(organisationId, name),
		addressOf: (agentId: AgentId) => addressOf(organisationId, agentId),
	});
	return {
		rotateCredential: (caller, name) =>
			rotateCredential(searching(caller), caller, name),
		readPluginLogs: (caller, name, plugin) =>
			readPluginLogs(searching(caller), caller, name, plugin),
		restartPlugin: (caller, name, plugin) =>
			restartPlugin(searching(caller), caller, name, plugin),
		async listFleetPlugins(organisationId, filter, page) {
			await settleStates(organisationId);
			return listFleetPlugins(deps.fleetStore, organisationId, filter, page);
		},
		async listClusterPlugins(organisationId, plugin, page) {
			await settleStates(organisationId);
			return listClusterPlugins(deps.fleetStore, organisationId, plugin, page);
		},
	};
}

const maxVersions = 100;
const maxLabels = 200;
const maxEnding = 100;

function fleetFigures(
	deps: FleetDeps,
	{ settleStates }: Pick<FleetWatch, "settleStates">,
): Pick<
	Fleet,
	| "summariseFleet"
	| "countVersions"
	| "countLabels"
	| "endingCredentials"
	| "nameClusters"
	| "findClusterOfAgent"
	| "findUnusedJoinToken"
> {
	const { fleetStore, clock, settings } = deps;
	return {
		async summariseFleet(organisationId) {
			await settleStates(organisationId);
			return summariseFleet(deps, organisationId);
		},
		countVersions: (organisationId) =>
			fleetStore.countVersions(organisationId, maxVersions),
		async countLabels(organisationId) {
			await settleStates(organisationId);
			return fleetStore.countLabels(organisationId, maxLabels);
		},
		endingCredentials(organisationId, before) {
			// Renewed at half of its life: who has a quarter left has tried in vain, or not at all.
			const quarterMs = settings.credentialSeconds * 250;
			const agent = new Date(clock.now().getTime() + quarterMs);
			return fleetStore.endingCredentials(
				organisationId,
				{ agent, kubernetes: before },
				maxEnding,
			);
		},
		nameClusters: (organisationId, ids) =>
			fleetStore.nameClusters(organisationId, ids),
		findClusterOfAgent: (organisationId, agentId) =>
			fleetStore.findClusterOfAgent(organisationId, agentId),
		findUnusedJoinToken: (organisationId, name) =>
			findUnusedJoinToken(deps, organisationId, name),
	};
}

/** The room over PostgreSQL and the bus. */
export function createFleet(deps: {
	readonly database: Database;
	readonly signals: ChangeSignals;
	readonly accountPublisher: Pick<AccountPublisher, "publish">;
	readonly bus: Pick<Bus, "order">;
	readonly agentConnections: FleetDeps["agentConnections"];
	readonly audit: Audit;
	readonly permissions: FleetDeps["permissions"];
	readonly people: FleetDeps["people"];
	readonly signIn: FleetDeps["signIn"];
	readonly jobs: Pick<JobRunner, "start">;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
	readonly processId: ProcessId;
	readonly settings: FleetSettings;
}): Fleet {
	return assembleFleet({
		...deps,
		fleetStore: createPgFleetStore(deps.database),
		busAccounts: createWireBusAccounts(deps.accountPublisher),
		orderKeys: wireOrderKeys,
		agentOrders: createWireAgentOrders(deps),
		changedClusters: createSignals(deps.signals, changedClusters),
		transact: deps.database.transact,
	});
}

/** Who signs for which organisation: for the bus, which is connected before the room that gives orders over it. */
export function createOrderSigners(deps: {
	readonly database: Database;
	/** As in the settings of the room. */
	readonly encryptionKey: Uint8Array;
}): ReturnType<typeof createOrderSignerLookup> {
	const { database, encryptionKey } = deps;
	return createOrderSignerLookup({
		fleetStore: createPgFleetStore(database),
		orderKeys: wireOrderKeys,
		settings: { encryptionKey },
	});
}
