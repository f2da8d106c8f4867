import { join } from "node:path";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import type { RunningNatsServer } from "@quarterdeck/up/servers";
import {
	type AccountPublisher,
	agentJwt,
	type BusCredential,
	type ControlPlaneKeys,
	controlPlaneKeys,
	createAccountPublisher,
	createBusKeys,
	createNkey,
	createOrganisationKeys,
	type OrganisationKeys,
	operatorServerConfig,
	serverJwts,
} from "@quarterdeck/wire";
import { type Ending, tempDir } from "./temp-dir.ts";
import {
	type TestCertificates,
	testCertificates,
} from "./test-certificates.ts";
import { startTestNats, type TestNatsOptions } from "./test-nats.ts";

/** A bus as the product has it: a real nats-server in operator mode, and the keys to everything on it. */
export interface TestBus {
	readonly server: RunningNatsServer;
	/** For the `servers` of whoever connects. */
	readonly servers: readonly string[];
	/** For the `trust` of whoever connects. */
	readonly trust: TestCertificates["trust"];
	/** File with the authority, for a process that connects. */
	readonly caFile: string;
	/** What the control plane is handed. */
	readonly keys: ControlPlaneKeys;
	/** Writes accounts and revokes credentials. */
	readonly accountPublisher: AccountPublisher;
	/** A new organisation, its account on the server. */
	organisation(name?: string): Promise<OrganisationKeys>;
	/** A credential for an agent of it; valid for an hour by default. */
	credential(
		organisation: OrganisationKeys,
		inst: string,
		lifetimeMs?: number,
	): BusCredential;
}

/** Starts a bus for one test, or for a suite by its `after`; it stops with it. */
export async function startTestBus(
	t: Ending,
	options: Pick<TestNatsOptions, "onLine"> = {},
): Promise<TestBus> {
	const busKeys = createBusKeys();
	const startedAt = systemClock.now();
	const keys = controlPlaneKeys(busKeys, startedAt);
	const { caFile, tls, trust } = testCertificates();
	const config = operatorServerConfig({
		tls,
		jwts: serverJwts(busKeys, startedAt),
		listen: { host: "127.0.0.1", port: 0 },
		resolverDir: join(tempDir(t), "accounts"),
	});
	const server = await startTestNats(t, { ...options, config });
	const servers = [server.url];
	const accountPublisher = await createAccountPublisher({
		...keys,
		servers,
		trust,
		log: silentLog,
		clock: systemClock,
	});
	t.after(() => accountPublisher.close());
	return {
		server,
		servers,
		trust,
		caFile,
		keys,
		accountPublisher,
		async organisation(name = "org") {
			const organisation = createOrganisationKeys();
			await accountPublisher.publish({
				keys: organisation,
				name,
				revocations: {},
			});
			return organisation;
		},
		credential(organisation, inst, lifetimeMs = 3_600_000) {
			const user = createNkey("user");
			const issuedAt = systemClock.now();
			const jwt = agentJwt({
				keys: organisation,
				inst,
				userKey: user.id,
				issuedAt,
				expiresAt: new Date(issuedAt.getTime() + lifetimeMs),
			});
			return { jwt, seed: user.seed };
		},
	};
}
