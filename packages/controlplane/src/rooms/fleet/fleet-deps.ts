import { lostAfterSeconds, type ProcessId } from "@quarterdeck/contract";
import type {
	Clock,
	JobRunner,
	Log,
	NewId,
	Signals,
	Transact,
} from "@quarterdeck/runtime";
import type { Audit } from "../audit/index.ts";
import type { People } from "../people/index.ts";
import type { Permissions } from "../permissions/index.ts";
import type { SignIn } from "../sign-in/index.ts";
import type { AgentOrders } from "./agent-orders.ts";
import type { SeenConnection } from "./agent-presence.ts";
import type { BusAccounts } from "./bus-accounts.ts";
import type { ChangedCluster } from "./changed-clusters.ts";
import type { BusAddress } from "./fleet.ts";
import type { FleetStore } from "./fleet-store.ts";
import type { OrderKeys } from "./order-keys.ts";

export interface FleetSettings {
	/** Where agents find the bus; goes into join tokens and enrolment replies. */
	readonly servers: readonly string[];
	/** Authorities (PEM) of which one signed the bus; undefined: a public one did. Go into join tokens and credentials. */
	readonly authorities: () => string | undefined;
	readonly joinTokenSeconds: number;
	/** How long an agent's credential lives; it is renewed at half of that. */
	readonly credentialSeconds: number;
	/** 32 bytes; signing seeds are stored encrypted with it. Secret. */
	readonly encryptionKey: Uint8Array;
	/** How often silent agents are looked for, heartbeats are saved, and the bus is told what it missed. */
	readonly tickMs: number;
	/** A cluster that is silent for longer is lost. */
	readonly lostAfterMs: number;
}

export interface FleetDeps {
	readonly fleetStore: FleetStore;
	readonly busAccounts: BusAccounts;
	readonly orderKeys: OrderKeys;
	readonly agentOrders: AgentOrders;
	/** The connections that the bus has now for an address. */
	readonly agentConnections: (from: BusAddress) => readonly SeenConnection[];
	readonly changedClusters: Signals<ChangedCluster>;
	readonly permissions: Permissions;
	readonly audit: Audit;
	/** Asked whether the maker of a join token is still there. */
	readonly people: Pick<People, "findPerson">;
	/** The machine tokens of a cluster end with it, in one transaction. */
	readonly signIn: Pick<SignIn, "endMachineTokensOf">;
	readonly transact: Transact;
	readonly jobs: Pick<JobRunner, "start">;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
	readonly processId: ProcessId;
	readonly settings: FleetSettings;
}

/** Defaults. The servers, their authorities and the key have none. */
export const defaultFleetSettings: Omit<
	FleetSettings,
	"servers" | "authorities" | "encryptionKey"
> = {
	joinTokenSeconds: 3600,
	credentialSeconds: 24 * 3600,
	tickMs: 2000,
	lostAfterMs: lostAfterSeconds * 1000,
};
