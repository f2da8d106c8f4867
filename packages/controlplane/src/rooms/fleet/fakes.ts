import {
	type Clock,
	createNewId,
	type Log,
	type NewId,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import {
	createFakeSignals,
	createFakeTransact,
	createSteadyJobRunner,
} from "@quarterdeck/runtime/fakes";
import { createFakeAudit } from "../audit/fakes.ts";
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
import type { Fleet } from "./fleet.ts";
import { assembleFleet } from "./fleet.wiring.ts";
import {
	defaultFleetSettings,
	type FleetDeps,
	type FleetSettings,
} from "./fleet-deps.ts";
import { createFakeFleetStore } from "./fleet-store.fake.ts";

/** The room in memory, or over the store that is given. `bus` shows what was pushed, `orders` plays the agents. */
export function createFakeFleet(
	given: {
		readonly clock?: Clock;
		readonly newId?: NewId;
		readonly audit?: Audit;
		readonly people?: FleetDeps["people"];
		readonly signIn?: FleetDeps["signIn"];
		readonly transact?: Transact;
		readonly log?: Log;
		readonly settings?: Partial<FleetSettings>;
		readonly fleetStore?: FleetDeps["fleetStore"];
		readonly changedClusters?: FleetDeps["changedClusters"];
	} = {},
): Fleet & {
	readonly bus: FakeBusAccounts;
	readonly orders: FakeAgentOrders;
} {
	const clock = given.clock ?? systemClock;
	const newId = given.newId ?? createNewId(clock);
	const bus = createFakeBusAccounts();
	const orders = createFakeAgentOrders();
	const fleet = assembleFleet({
		fleetStore: given.fleetStore ?? createFakeFleetStore(),
		busAccounts: bus,
		agentOrders: orders,
		changedClusters: given.changedClusters ?? createFakeSignals(),
		audit: given.audit ?? createFakeAudit({ clock, newId }),
		permissions: createFakePermissions({ clock }),
		people: given.people ?? { findPerson: async () => undefined },
		signIn: given.signIn ?? { endMachineTokensOf: async () => 0 },
		transact: given.transact ?? createFakeTransact(),
		jobs: createSteadyJobRunner(clock),
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
