import type { PartHealth } from "@quarterdeck/runtime";
import {
	type AccountPublisher,
	type AgentAddress,
	type Bus,
	type ConnectionState,
	connectBus,
	controlPlaneKeysSchema,
	createAccountPublisher,
	createConnectionLimiter,
	createWireMeter,
} from "@quarterdeck/wire";
import { createOrderSigners } from "../rooms/fleet/fleet.wiring.ts";
import type { Secrets, Settings } from "../settings.ts";
import { controlPlaneTrust } from "./bus-authorities.ts";
import type { ProcessParts } from "./process-parts.ts";
import type { Store } from "./store.ts";

export interface BusParts {
	readonly bus: Bus;
	readonly accountPublisher: AccountPublisher;
	/** The connections of an agent, as the servers see them. */
	readonly agentConnections: (
		agent: AgentAddress,
	) => readonly { readonly address: string; readonly connectedAt: Date }[];
}

/** The bus: what publishes its accounts, what limits its connections, and the control plane's own connection. */
export async function openBus(
	{ life, log, clock, metrics, health, jobs }: ProcessParts,
	given: {
		readonly store: Pick<Store, "database">;
		readonly settings: Pick<Settings, "nats">;
		readonly secrets: Pick<Secrets, "busKeys" | "masterKey">;
	},
): Promise<BusParts> {
	const { store, settings, secrets } = given;
	const keys = controlPlaneKeysSchema.parse(secrets.busKeys);
	const { url: servers } = settings.nats;
	const trust = controlPlaneTrust(settings.nats);
	const accountPublisher = await createAccountPublisher({
		servers,
		trust,
		systemCredential: keys.systemCredential,
		operatorId: keys.operatorId,
		operatorSigningSeed: keys.operatorSigningSeed,
		controlPlaneAccountId: keys.controlPlaneAccountId,
		log,
		clock,
	});
	life.atEnd("account publisher", () => accountPublisher.close());
	const limiter = await createConnectionLimiter({
		servers,
		trust,
		systemCredential: keys.systemCredential,
		systemAccountId: keys.systemAccountId,
		controlPlaneAccountId: keys.controlPlaneAccountId,
		log,
		clock,
		jobs,
		onKick: ({ busAccount, inst }) =>
			log.warn("a surplus connection was cut", { busAccount, instance: inst }),
	});
	life.atEnd("connection limiter", () => limiter.close());
	const bus = await connectBus({
		servers,
		trust,
		credential: keys.controlPlaneCredential,
		signerOf: createOrderSigners({
			database: store.database,
			encryptionKey: secrets.masterKey,
		}),
		meter: createWireMeter(metrics),
		log,
		clock,
	});
	life.atEnd("bus", () => bus.close());
	health.part("bus", () => busHealth(bus));
	return {
		bus,
		accountPublisher,
		agentConnections: (agent) =>
			limiter
				.connectionsOf(agent)
				.map(({ host, connectedAt }) => ({ address: host, connectedAt })),
	};
}

const insecureNote =
	"INSECURE: the server proves nothing, and whoever takes its port can pretend to be it; give it TLS and unset QD_NATS_INSECURE";

function busHealth(bus: Bus): PartHealth {
	const { state } = bus;
	if (state.state !== "connected")
		return { ok: false, problem: describeConnection(state) };
	const { version: server, warning, isProven } = bus.info();
	const protection = isProven ? "TLS" : insecureNote;
	const note = `nats-server ${server}, ${protection}${warning ? `. ${warning}` : ""}`;
	return { ok: true, note };
}

function describeConnection(state: ConnectionState): string {
	const reason = "reason" in state ? `: ${state.reason}` : "";
	return `The bus is ${state.state}${reason}. Look whether nats-server runs.`;
}
