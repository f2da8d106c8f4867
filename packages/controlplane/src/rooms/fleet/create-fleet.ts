import {
	lostAfterSeconds,
	type OrganisationId,
	type ProcessId,
	subjectToken,
} from "@quarterdeck/contract";
import {
	type Clock,
	createNewId,
	type Log,
	type NewId,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import type { Bus, OperatorDesk } from "@quarterdeck/wire";
import type { ChangeSignals, Database } from "../../plumbing/postgres/index.ts";
import {
	type Audit,
	createFakeAudit,
	createFakeTransact,
} from "../audit/index.ts";
import { prepareOrganisation, pushAccounts } from "./accounts.ts";
import { addCluster } from "./add-cluster.ts";
import {
	createFakeAgentOrders,
	type FakeAgentOrders,
} from "./agent-orders.fake.ts";
import { createWireAgentOrders } from "./agent-orders.wire.ts";
import {
	createFakeBusAccounts,
	type FakeBusAccounts,
} from "./bus-accounts.fake.ts";
import { createWireBusAccounts } from "./bus-accounts.wire.ts";
import { enrolAgent } from "./enrol-agent.ts";
import type { Fleet } from "./fleet.ts";
import type { FleetDeps, FleetSettings } from "./fleet-deps.ts";
import { createFakeFleetNews } from "./fleet-news.fake.ts";
import { createPgFleetNews } from "./fleet-news.pg.ts";
import { createFakeFleetStore } from "./fleet-store.fake.ts";
import { createPgFleetStore } from "./fleet-store.pg.ts";
import { createFleetWatch } from "./fleet-watch.ts";
import {
	countClusters,
	listClusters,
	summariseFleet,
} from "./list-clusters.ts";
import { removeCluster } from "./remove-cluster.ts";
import { renewCredential } from "./renew-credential.ts";
import { revokeCredential } from "./revoke-credential.ts";
import { rotateCredential } from "./rotate-credential.ts";
import { beginSelection } from "./select-clusters.ts";

/** What holds unless it is told otherwise; the servers and the key must be told. */
export const defaultFleetSettings: Omit<
	FleetSettings,
	"servers" | "encryptionKey"
> = {
	joinTokenSeconds: 3600,
	credentialSeconds: 24 * 3600,
	tickMs: 2000,
	lostAfterMs: lostAfterSeconds * 1000,
};

/** Names, and labels, that are suggested for the beginning of a word. */
const maxSuggested = 50;

/** The room over any stores and any bus. */
export function fleetOver(deps: FleetDeps): Fleet {
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
		const account = "account" in known ? known.account : known.accountId;
		return { account, inst: subjectToken(agentId) };
	};
	return {
		prepareOrganisation: (organisationId) =>
			prepareOrganisation(deps, organisationId),
		pushAccounts: (which) => pushAccounts(deps, which),
		addCluster: (asker, wanted) => addCluster(deps, asker, wanted),
		async removeCluster(asker, name) {
			const cluster = await removeCluster(deps, asker, name);
			liveness.forget(cluster.id);
			return cluster;
		},
		rotateCredential: (asker, name) =>
			rotateCredential(
				{
					...deps,
					find: (known) => findCluster(asker.organisationId, known),
					addressOf: (agentId) => addressOf(asker.organisationId, agentId),
				},
				asker,
				name,
			),
		async revokeCredential(asker, name) {
			const cluster = await revokeCredential(deps, asker, name);
			liveness.forget(cluster.id);
			return cluster;
		},
		findCluster,
		listClusters: (organisationId, filter, page) =>
			listClusters({ ...deps, liveness }, organisationId, filter, page),
		countClusters: (organisationId, filter) =>
			countClusters(deps, organisationId, filter),
		summariseFleet: (organisationId) => summariseFleet(deps, organisationId),
		suggestTargets: (organisationId, prefix) =>
			store.suggestTargets(organisationId, prefix, maxSuggested),
		selectClusters: (organisationId, selection) =>
			begin(organisationId)(selection),
		beginSelection: begin,
		async enrolAgent(from, request) {
			const reply = await enrolAgent(deps, from, request);
			liveness.forget(reply.clusterId, reply.agentId);
			await watch.speakers.find({ ...from, inst: subjectToken(reply.agentId) });
			return reply;
		},
		renewCredential: (from, request) => renewCredential(deps, from, request),
		heardFrom: watch.heardFrom,
		whoSpeaks: (from) => watch.speakers.find(from),
		addressOf,
		watchFleet: watch.audience.watchFleet,
		connectedAgents: (organisationId) =>
			liveness
				.of(organisationId)
				.filter((agent) => agent.state === "alive")
				.map((agent) => ({
					organisationId,
					agentId: agent.agentId,
					clusterId: agent.clusterId,
					clusterName: agent.clusterName,
					configurationVersion: agent.heartbeat?.configurationVersion ?? 0,
				})),
		onHeartbeat: watch.onHeartbeat,
		start: watch.start,
		stop: watch.stop,
	};
}

/** The room over PostgreSQL and the bus. */
export function createFleet(deps: {
	readonly database: Database;
	readonly signals: Pick<ChangeSignals, "send" | "follow">;
	readonly desk: Pick<OperatorDesk, "writeAccount">;
	readonly bus: Pick<Bus, "order">;
	readonly audit: Audit;
	readonly identity: FleetDeps["identity"];
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
	readonly processId: ProcessId;
	readonly settings: FleetSettings;
}): Fleet {
	return fleetOver({
		...deps,
		fleetStore: createPgFleetStore(deps.database),
		busAccounts: createWireBusAccounts(deps.desk),
		agentOrders: createWireAgentOrders(deps),
		news: createPgFleetNews(deps.signals),
		transact: deps.database.transact,
	});
}

/** The room in memory. `bus` shows what was pushed, `orders` plays the agents. */
export function createFakeFleet(
	given: {
		readonly clock?: Clock;
		readonly newId?: NewId;
		readonly audit?: Audit;
		readonly identity?: Partial<FleetDeps["identity"]>;
		readonly transact?: Transact;
		readonly log?: Log;
		readonly settings?: Partial<FleetSettings>;
	} = {},
): Fleet & {
	readonly bus: FakeBusAccounts;
	readonly orders: FakeAgentOrders;
} {
	const clock = given.clock ?? systemClock;
	const newId = given.newId ?? createNewId(clock);
	const bus = createFakeBusAccounts();
	const orders = createFakeAgentOrders();
	const fleet = fleetOver({
		fleetStore: createFakeFleetStore(),
		busAccounts: bus,
		agentOrders: orders,
		news: createFakeFleetNews(),
		audit: given.audit ?? createFakeAudit({ clock, newId }),
		identity: {
			endMachineTokensOf: async () => 0,
			findPerson: async () => undefined,
			...given.identity,
		},
		transact: given.transact ?? createFakeTransact(),
		clock,
		newId,
		log: given.log ?? silentLog,
		processId: newId("process"),
		settings: {
			...defaultFleetSettings,
			servers: ["nats://127.0.0.1:4222"],
			encryptionKey: Buffer.alloc(32, 7),
			...given.settings,
		},
	});
	return { ...fleet, bus, orders };
}
