import {
	type Clock,
	createNewId,
	type Log,
	type NewId,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { createSteadyJobRunner } from "@quarterdeck/runtime/fakes";
import { createSignals } from "../../plumbing/postgres/index.ts";
import type { TestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import type { Audit } from "../audit/index.ts";
import { createFakePermissions } from "../permissions/fakes.ts";
import {
	createFakeAgentOrders,
	type FakeAgentOrders,
} from "./agent-orders.fake.ts";
import {
	createFakeBusAccounts,
	type FakeBusAccounts,
} from "./bus-accounts.fake.ts";
import { changedClusters } from "./changed-clusters.ts";
import type { Fleet } from "./fleet.ts";
import { assembleFleet } from "./fleet.wiring.ts";
import { defaultFleetSettings, type FleetDeps } from "./fleet-deps.ts";
import { createPgFleetStore } from "./fleet-store.pg.ts";
import { fakeOrderKeys } from "./order-keys.fake.ts";

/** The room as tests stage it. */
export interface StagedFleet extends Fleet {
	/** Shows what was pushed. */
	readonly bus: FakeBusAccounts;
	/** Plays the agents. */
	readonly orders: FakeAgentOrders;
}

/** The room over a test's store; the bus and the agents are fakes. */
export function stageFleet(given: {
	readonly store: TestStore;
	readonly clock?: Clock;
	readonly newId?: NewId;
	readonly log?: Log;
	readonly audit?: Audit;
	readonly people?: FleetDeps["people"];
	readonly signIn?: FleetDeps["signIn"];
	/** What the store does otherwise than PostgreSQL. */
	readonly storeChanges?: Partial<FleetDeps["fleetStore"]>;
}): StagedFleet {
	const { database, signals } = given.store;
	const clock = given.clock ?? systemClock;
	const newId = given.newId ?? createNewId(clock);
	const log = given.log ?? silentLog;
	const bus = createFakeBusAccounts();
	const orders = createFakeAgentOrders();
	const fleet = assembleFleet({
		fleetStore: { ...createPgFleetStore(database), ...given.storeChanges },
		busAccounts: bus,
		orderKeys: fakeOrderKeys,
		agentOrders: orders,
		agentConnections: () => [],
		changedClusters: createSignals(signals, changedClusters),
		audit: given.audit ?? createAudit({ database, clock, newId, log }),
		people: given.people ?? { findPerson: async () => undefined },
		signIn: given.signIn ?? { endMachineTokensOf: async () => 0 },
		permissions: createFakePermissions({ clock }),
		transact: database.transact,
		jobs: createSteadyJobRunner(clock),
		clock,
		newId,
		log,
		processId: newId("process"),
		settings: {
			...defaultFleetSettings,
			servers: ["tls://127.0.0.1:4222"],
			authorities: () => undefined,
			encryptionKey: Buffer.alloc(32, 7),
		},
	});
	return { ...fleet, bus, orders };
}
