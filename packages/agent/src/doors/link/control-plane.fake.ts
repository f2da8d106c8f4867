import { join } from "node:path";
import {
	type AgentConfiguration,
	AppError,
	agentConfigurationSchema,
	enrol,
	fetchConfiguration,
	type Heartbeat,
	heartbeat,
	renew,
	subjectToken,
} from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import {
	type Ending,
	startTestNats,
	tempDir,
	testCertificates,
} from "@quarterdeck/testkit";
import {
	type AccountPublisher,
	type AgentAddress,
	agentJwt,
	type Bus,
	type ControlPlaneKeys,
	connectBus,
	controlPlaneKeys,
	createAccountPublisher,
	createBusKeys,
	createOrganisationKeys,
	enrolmentCredential,
	type OrganisationKeys,
	operatorServerConfig,
	orderKeysOf,
	orderSignerOf,
	serverJwts,
} from "@quarterdeck/wire";

export const newId = createNewId(systemClock);
const hour = 3_600_000;

/** What the control plane has, as far as an agent notices: a bus, and answers to its questions. */
export interface FakeControlPlane {
	readonly server: Awaited<ReturnType<typeof startTestNats>>;
	/** The addresses it hands out. */
	servers: readonly string[];
	readonly accountPublisher: AccountPublisher;
	readonly bus: Bus;
	readonly organisation: OrganisationKeys;
	readonly heartbeats: Heartbeat[];
	readonly enrolments: string[];
	configuration: AgentConfiguration;
	/** Set: every enrolment is refused so. */
	refuseEnrolment: AppError | undefined;
	/** The authorities it hands out. */
	ca: string | undefined;
	renewals: number;
	lifetimeMs: number;
	joinToken(servers?: readonly string[]): string;
	/** Somebody who owns the bus, but not the organisation's order key: connected as a control plane, signing with a key of their own. */
	impostor(): Promise<Bus>;
	address(): AgentAddress;
}

export async function startFakeControlPlane(
	t: Ending,
): Promise<FakeControlPlane> {
	const {
		server,
		servers,
		keys: busKeys,
		accountPublisher,
	} = await startBus(t);
	const organisation = createOrganisationKeys();
	await accountPublisher.publish({
		keys: organisation,
		name: "org",
		revocations: {},
	});
	const bus = await connectBus({
		servers,
		trust: testCertificates().trust,
		credential: busKeys.controlPlaneCredential,
		signerOf: async () => orderSignerOf(organisation),
		log: silentLog,
		clock: systemClock,
	});
	t.after(() => bus.close());
	const agentId = newId("agent");
	const clusterId = newId("cluster");
	const keys = new Map<string, string>();
	const orderKeys = orderKeysOf(organisation);
	const controlPlane: FakeControlPlane = {
		server,
		servers,
		accountPublisher,
		bus,
		organisation,
		heartbeats: [],
		enrolments: [],
		configuration: configurationOf([]),
		refuseEnrolment: undefined,
		ca: testCertificates().ca,
		renewals: 0,
		lifetimeMs: hour,
		joinToken(servers = [server.url]) {
			return joinTokenOf(organisation, servers, controlPlane.ca);
		},
		impostor: () => connectImpostor(t, servers, busKeys),
		address: () => ({
			busAccount: organisation.accountId,
			inst: subjectToken(agentId),
		}),
	};
	function credentialFor(userKey: string) {
		const issuedAt = systemClock.now();
		const expiresAt = new Date(issuedAt.getTime() + controlPlane.lifetimeMs);
		const inst = subjectToken(agentId);
		const jwt = agentJwt({
			keys: organisation,
			inst,
			userKey,
			issuedAt,
			expiresAt,
		});
		return {
			jwt,
			expiresAt: expiresAt.toISOString(),
			ca: controlPlane.ca,
		};
	}
	bus.answer(enrol, async (from, request) => {
		if (controlPlane.refuseEnrolment) throw controlPlane.refuseEnrolment;
		const before = keys.get(from.inst);
		if (before && before !== request.userKey)
			throw new AppError("JOIN_TOKEN_USED", { cluster: "eu" });
		keys.set(from.inst, request.userKey);
		keys.set("agent", request.userKey);
		controlPlane.enrolments.push(request.userKey);
		return {
			agentId,
			clusterId,
			clusterName: "eu",
			servers: [...controlPlane.servers],
			credential: credentialFor(request.userKey),
			orderKeys,
		};
	});
	bus.answer(renew, async () => {
		controlPlane.renewals += 1;
		return { ...credentialFor(keys.get("agent") ?? ""), orderKeys };
	});
	bus.answer(fetchConfiguration, async (_, { have }) =>
		controlPlane.configuration.version > have
			? { configuration: controlPlane.configuration }
			: {},
	);
	bus.subscribe(heartbeat, (_, body) => controlPlane.heartbeats.push(body));
	return controlPlane;
}

function joinTokenOf(
	keys: OrganisationKeys,
	servers: readonly string[],
	ca: string | undefined,
): string {
	const inst = subjectToken(newId("joinToken"));
	const issuedAt = systemClock.now();
	const expiresAt = new Date(issuedAt.getTime() + hour);
	const credential = enrolmentCredential({ keys, inst, issuedAt, expiresAt });
	const content = {
		v: 1,
		servers,
		inst,
		...credential,
		cluster: "eu",
		ca,
		orderKeys: orderKeysOf(keys),
	};
	return `qdj_${Buffer.from(JSON.stringify(content)).toString("base64url")}`;
}

async function connectImpostor(
	t: Ending,
	servers: readonly string[],
	{ controlPlaneCredential: credential }: ControlPlaneKeys,
): Promise<Bus> {
	const own = orderSignerOf(createOrganisationKeys());
	const impostor = await connectBus({
		servers,
		trust: testCertificates().trust,
		credential,
		signerOf: async () => own,
		log: silentLog,
		clock: systemClock,
	});
	t.after(() => impostor.close());
	return impostor;
}

async function startBus(t: Ending) {
	const { tls, trust } = testCertificates();
	const busKeys = createBusKeys();
	const now = systemClock.now();
	const server = await startTestNats(t, {
		config: operatorServerConfig({
			jwts: serverJwts(busKeys, now),
			listen: { host: "127.0.0.1", port: 0 },
			resolverDir: join(tempDir(t), "accounts"),
			tls,
		}),
	});
	const servers = [server.url];
	const keys = controlPlaneKeys(busKeys, now);
	const accountPublisher = await createAccountPublisher({
		...keys,
		servers,
		trust,
		log: silentLog,
		clock: systemClock,
	});
	t.after(() => accountPublisher.close());
	return { server, servers, keys, accountPublisher };
}

/** A configuration of one group `all`. */
export function configurationOf(
	plugins: readonly unknown[],
	over: { version?: number; settings?: Record<string, unknown> } = {},
): AgentConfiguration {
	return agentConfigurationSchema.parse({
		version: over.version ?? 1,
		clusterName: "eu",
		executors: [{ name: "all", plugins }],
		settings: over.settings ?? {},
	});
}
