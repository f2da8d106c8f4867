import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
	type AgentConfiguration,
	configure,
	enrol,
	heartbeat,
	protocolVersion,
	readJoinToken,
	renew,
} from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { createSteadyJobRunner } from "@quarterdeck/runtime/fakes";
import {
	freshDatabase,
	startTestNats,
	tempDir,
	testCertificates,
	until,
} from "@quarterdeck/testkit";
import {
	connectAgentLink,
	connectBus,
	connectEnrolment,
	controlPlaneKeys,
	createAccountPublisher,
	createBusKeys,
	createNkey,
	operatorServerConfig,
	serverJwts,
} from "@quarterdeck/wire";
import {
	createJobQueue,
	defaultJobWorkerSettings,
	JobWorker,
	writtenJobs,
} from "../../plumbing/jobs/index.ts";
import {
	createOutbox,
	type FactRoutes,
	jobsOfFacts,
} from "../../plumbing/outbox/index.ts";
import {
	createDatabase,
	createSignals,
	migrate,
	openChangeSignals,
} from "../../plumbing/postgres/index.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { createFleet, createOrderSigners } from "../fleet/fleet.wiring.ts";
import { defaultFleetSettings } from "../fleet/index.ts";
import { defaultPeopleSettings } from "../people/index.ts";
import { createAccountChanges, createPeople } from "../people/people.wiring.ts";
import { createFakePermissions } from "../permissions/fakes.ts";
import type { Caller } from "../permissions/index.ts";
import { defaultSignInSettings } from "../sign-in/index.ts";
import { createProofs, createSignIn } from "../sign-in/sign-in.wiring.ts";
import { createCatalog } from "./catalog.wiring.ts";
import { noOrganisationSecrets } from "./secrets/organisation-secrets.ts";

const newId = createNewId(systemClock);
const log = silentLog;
const clock = systemClock;

/** A real server that trusts our keys, and the publisher of its accounts on it. */
async function startBus(t: TestContext) {
	const made = createBusKeys();
	const keys = controlPlaneKeys(made, clock.now());
	const server = await startTestNats(t, {
		config: operatorServerConfig({
			jwts: serverJwts(made, clock.now()),
			listen: { host: "127.0.0.1", port: 0 },
			resolverDir: join(tempDir(t), "accounts"),
			tls: testCertificates().tls,
		}),
	});
	const servers = [server.url];
	const accountPublisher = await createAccountPublisher({
		...keys,
		servers,
		trust: testCertificates().trust,
		log,
		clock,
	});
	t.after(() => accountPublisher.close());
	return { servers, keys, accountPublisher };
}

const encryptionKey = Buffer.alloc(32, 3);

/** The rooms over a real database and a real bus, with one organisation. */
async function house(t: TestContext) {
	const bus = await startBus(t);
	const { url } = await freshDatabase(async (to) => void (await migrate(to)), {
		template: "controlplane",
	});
	const database = createDatabase({ url, log });
	const signals = await openChangeSignals({ url, log, clock });
	const line = await connectBus({
		servers: bus.servers,
		trust: testCertificates().trust,
		credential: bus.keys.controlPlaneCredential,
		signerOf: createOrderSigners({ database, encryptionKey }),
		log,
		clock,
	});
	const common = { database, log, clock, newId, processId: newId("process") };
	const audit = createAudit(common);
	const changed = {
		...common,
		audit,
		changes: createAccountChanges(signals),
	};
	const { people, accounts } = createPeople({
		...changed,
		proofs: createProofs(changed),
		settings: defaultPeopleSettings,
	});
	const signIn = createSignIn({
		...changed,
		accounts,
		settings: defaultSignInSettings,
	});
	const permissions = createFakePermissions();
	const fleet = createFleet({
		...common,
		permissions,
		signals,
		audit,
		people,
		signIn,
		jobs: createSteadyJobRunner(clock),
		accountPublisher: bus.accountPublisher,
		bus: line,
		agentConnections: () => [],
		settings: {
			...defaultFleetSettings,
			servers: bus.servers,
			authorities: () => testCertificates().ca,
			encryptionKey,
		},
	});
	const routes: FactRoutes = {
		"configuration.applied.v1": ["push-configuration"],
		"agent.events.v1": [],
	};
	const queue = createJobQueue(database);
	const outbox = createOutbox({ queue, newId, routes });
	const catalog = createCatalog({
		...common,
		accounts,
		permissions,
		signals,
		audit,
		outbox,
		fleet,
		bus: line,
		findSecret: noOrganisationSecrets,
	});
	const { organisation, owner } = await people.ensureFirstOrganisation({
		name: "Acme",
		ownerEmail: "ada@example.com",
	});
	await fleet.prepareOrganisation(organisation.id);
	line.subscribe(heartbeat, fleet.receiveHeartbeat);
	line.answer(enrol, fleet.enrolAgent);
	line.answer(renew, fleet.renewCredential);
	await line.flush();
	await fleet.start();
	catalog.start();
	const worker = new JobWorker({
		queue,
		handlers: jobsOfFacts([catalog.push], routes),
		signals: createSignals(signals, writtenJobs),
		clock,
		log,
		meter: { ended() {} },
		settings: defaultJobWorkerSettings,
	});
	t.after(async () => {
		await worker.stop();
		await catalog.stop();
		await fleet.stop();
		await line.close();
		await signals.stop();
		await database.stop();
	});
	const caller: Caller = {
		organisationId: organisation.id,
		actor: {
			personId: owner.id,
			email: owner.email,
			displayName: "Ada",
			groups: [],
		},
	};
	return { fleet, catalog, audit, caller, organisation };
}

/** What an agent does with a join token, told from its side. */
async function joinWith(t: TestContext, text: string) {
	const token = readJoinToken(text);
	assert.ok(token);
	const { servers, inst, jwt, seed, ca, orderKeys } = token;
	assert.equal(ca, testCertificates().ca);
	const trust = { authorities: () => ca };
	const user = createNkey("user");
	const enrolment = await connectEnrolment({
		servers,
		trust,
		inst,
		credential: { jwt, seed },
		orderKeys,
		log,
		clock,
	});
	const reply = await enrolment.ask(enrol, {
		userKey: user.id,
		agentVersion: "0.1.0",
		protocol: protocolVersion,
	});
	await enrolment.close();
	const link = await connectAgentLink({
		servers: reply.servers,
		trust: { authorities: () => reply.credential.ca },
		inst: reply.agentId.replace("_", "-"),
		credential: { jwt: reply.credential.jwt, seed: user.seed },
		orderKeys: reply.orderKeys,
		log,
		clock,
	});
	t.after(() => link.close());
	await link.connected();
	return { link, reply };
}

test("an agent joins over the real bus, is heard, configured at once, renewed, and cut off when it is removed", async (t) => {
	const { fleet, catalog, audit, caller, organisation } = await house(t);
	const { token } = await fleet.addCluster(caller, { name: "eu" });
	const { link } = await joinWith(t, token);
	const configurations: AgentConfiguration[] = [];
	link.serve(configure, async ({ request }) => {
		configurations.push(request);
		return { version: request.version, changed: true };
	});
	link.publish(heartbeat, {
		at: clock.now().toISOString(),
		agentVersion: "0.1.0",
		protocol: protocolVersion,
		configurationVersion: 0,
		running: 0,
		kubernetes: { reachable: true },
		plugins: [],
	});
	const state = async () =>
		(await fleet.findCluster(organisation.id, "eu"))?.state;
	await until(async () => (await state()) === "alive");
	const { applied } = await catalog.applyConfiguration(caller, {
		text: `executors: {reads: {botkube/kubectl: {enabled: true}}}
communications: {house: {console: {channels: {ops: {name: ops, bindings: {executors: [reads]}}}}}}
`,
	});
	assert.equal(applied?.version, 1);
	await until(() => configurations.length === 1);
	assert.equal(
		configurations[0]?.executors[0]?.plugins[0]?.key,
		"botkube/kubectl",
	);
	const renewed = await link.ask(renew, {});
	assert.ok(Date.parse(renewed.expiresAt) > clock.now().getTime());
	void link.useCredential(renewed);
	await link.connected();
	await fleet.removeCluster(caller, "eu");
	await until(() => link.state.state === "rejected", {
		what: "the bus refuses the removed agent",
	});
	const verified = await audit.verifyChain(organisation.id);
	assert.equal(verified.ok, true);
});

test("a join token used a second time is refused, and says what to do", async (t) => {
	const { fleet, caller } = await house(t);
	const { token } = await fleet.addCluster(caller, { name: "eu" });
	await joinWith(t, token);
	await assert.rejects(joinWith(t, token), { code: "JOIN_TOKEN_USED" });
});
