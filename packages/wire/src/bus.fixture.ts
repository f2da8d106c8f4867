import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Order } from "@quarterdeck/contract";
import {
	createCertificateAuthority,
	createServerCertificate,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { z } from "zod";
import {
	type AccountPublisher,
	createAccountPublisher,
} from "./accounts/create-account-publisher.ts";
import {
	type AgentLink,
	type AgentLinkRequest,
	connectAgentLink,
} from "./agent/connect-agent-link.ts";
import {
	type ControlPlaneKeys,
	controlPlaneKeys,
	createBusKeys,
	serverJwts,
} from "./auth/bus-keys.ts";
import type { BusCredential } from "./auth/creds-file.ts";
import { createNkey } from "./auth/nkey.ts";
import {
	agentJwt,
	createOrganisationKeys,
	type OrganisationKeys,
	orderKeysOf,
	orderSignerOf,
} from "./auth/organisation-keys.ts";
import { type Bus, type BusRequest, connectBus } from "./bus/connect-bus.ts";
import type { BusTrust } from "./connection/bus-trust.ts";
import type { AgentAddress } from "./orders/order-caller.ts";
import {
	operatorServerConfig,
	type ServerTls,
} from "./server/operator-server-config.ts";

/** An order without meaning. */
export const testOrder: Order<{ n: number }, { done: boolean }> = {
	kind: "order",
	name: "test",
	request: z.object({ n: z.number() }),
	end: z.object({ done: z.boolean() }),
	idempotent: true,
};

/** A real server in operator mode with everything a test of the wire needs; all of it stops with the test. */
export interface BusFixture<Server> {
	readonly server: Server;
	/** How it proves itself. */
	readonly trust: BusTrust;
	/** A server's certificate of the same authority. */
	issue(of: {
		readonly hosts: readonly string[];
		readonly days?: number;
	}): ServerTls;
	readonly keys: ControlPlaneKeys;
	readonly publisher: AccountPublisher;
	/** A new organisation, its account written. */
	organisation(): Promise<OrganisationKeys>;
	/** A credential for an agent of it, valid for an hour by default. */
	credential(
		organisation: OrganisationKeys,
		inst: string,
		lifetimeMs?: number,
	): BusCredential;
	bus(request?: Partial<BusRequest>): Promise<Bus>;
	link(
		organisation: OrganisationKeys,
		inst: string,
		request?: Partial<AgentLinkRequest>,
	): Promise<AgentLink>;
}

/** What the fixture needs of the testkit; handed in, because only tests may know the testkit. */
export interface TestServer {
	readonly url: string;
}
/** Whatever can do something when it is over. */
export interface Ending {
	after(act: () => void | Promise<void>): void;
}
/** Starts a server with this configuration. */
export type StartServer<Server extends TestServer> = (
	t: Ending,
	options: { readonly config: string },
) => Promise<Server>;

/** Starts the server and gives the means to connect to it. */
export async function startBusFixture<Server extends TestServer>(
	t: Ending,
	start: StartServer<Server>,
	log: Log = silentLog,
): Promise<BusFixture<Server>> {
	const busKeys = createBusKeys();
	const now = systemClock.now();
	const keys = controlPlaneKeys(busKeys, now);
	const folder = mkdtempSync(join(tmpdir(), "qd-wire-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const { issue, trust } = createIssuer(folder);
	const config = operatorServerConfig({
		jwts: serverJwts(busKeys, now),
		listen: { host: "127.0.0.1", port: 0 },
		resolverDir: join(folder, "accounts"),
		tls: issue({ hosts: ["127.0.0.1"] }),
	});
	const server = await start(t, { config });
	const servers = [server.url];
	const clock = systemClock;
	const organisations = new Map<string, OrganisationKeys>();
	const publisher = await createAccountPublisher({
		...keys,
		servers,
		trust,
		log,
		clock,
	});
	t.after(() => publisher.close());
	const credential = (
		organisation: OrganisationKeys,
		inst: string,
		lifetimeMs = 3_600_000,
	) => agentCredential(organisation, inst, lifetimeMs);
	return {
		server,
		trust,
		issue,
		keys,
		publisher,
		credential,
		async organisation() {
			const organisation = createOrganisationKeys();
			organisations.set(organisation.accountId, organisation);
			await publisher.publish({
				keys: organisation,
				name: "org",
				revocations: {},
			});
			return organisation;
		},
		async bus(request) {
			const bus = await connectBus({
				servers,
				trust,
				credential: keys.controlPlaneCredential,
				async signerOf(busAccount) {
					const known = organisations.get(busAccount);
					return known && orderSignerOf(known);
				},
				log,
				clock,
				...request,
			});
			t.after(() => bus.close());
			return bus;
		},
		async link(organisation, inst, request) {
			const link = await connectAgentLink({
				servers,
				trust,
				inst,
				credential: credential(organisation, inst),
				orderKeys: orderKeysOf(organisation),
				log,
				clock,
				...request,
				settings: { closeGraceMs: 200, ...request?.settings },
			});
			t.after(() => link.close());
			return link;
		},
	};
}

/** How the control plane addresses an agent of the organisation. */
export function addressOf(
	organisation: OrganisationKeys,
	inst: string,
): AgentAddress {
	return { busAccount: organisation.accountId, inst };
}

/** An instant so many milliseconds from now. */
export function inMs(durationMs: number): Date {
	return new Date(systemClock.now().getTime() + durationMs);
}

function agentCredential(
	keys: OrganisationKeys,
	inst: string,
	lifetimeMs: number,
): BusCredential {
	const user = createNkey("user");
	const issuedAt = systemClock.now();
	const expiresAt = inMs(lifetimeMs);
	const jwt = agentJwt({ keys, inst, userKey: user.id, issuedAt, expiresAt });
	return { jwt, seed: user.seed };
}

/** An authority of this fixture's own, which writes its certificates into the folder. */
function createIssuer(dir: string) {
	const authority = createCertificateAuthority({ commonName: "bus CA" });
	let issued = 0;
	const issue: BusFixture<TestServer>["issue"] = (of) => {
		issued += 1;
		const made = createServerCertificate(authority, {
			commonName: "bus",
			...of,
		});
		const certFile = join(dir, `server-${issued}.pem`);
		const keyFile = join(dir, `server-${issued}.key`);
		writeFileSync(certFile, made.certificatePem);
		writeFileSync(keyFile, made.privateKeyPem, { mode: 0o600 });
		return { certFile, keyFile };
	};
	const trust: BusTrust = { authorities: () => authority.certificatePem };
	return { issue, trust };
}
