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
} from "@quarterdeck/runtime/fakes";
import { createFakeAudit } from "../audit/fakes.ts";
import type { Audit } from "../audit/index.ts";
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
	const fleet = assembleFleet({
		fleetStore: createFakeFleetStore(),
		busAccounts: bus,
		agentOrders: orders,
		changedClusters: createFakeSignals(),
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
