import assert from "node:assert/strict";
import { test } from "node:test";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { createFakeSignals } from "@quarterdeck/runtime/fakes";
import { eachPostgres, until } from "@quarterdeck/testkit";
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
import { createSignals } from "../../plumbing/postgres/index.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { createFakePermissions } from "../permissions/fakes.ts";
import type { Caller } from "../permissions/index.ts";
import { assembleCatalog } from "./catalog.wiring.ts";
import { createFakeConfigurationFeed } from "./configuration-feed.fake.ts";
import { createPgConfigurationStore } from "./configuration-store.pg.ts";
import { noAccounts } from "./no-accounts.fixture.ts";
import { createPgProposalStore } from "./review/proposal-store.pg.ts";
import { noOrganisationSecrets } from "./secrets/organisation-secrets.ts";
import { createShownTexts } from "./secrets/shown-texts.ts";

const newId = createNewId(systemClock);
const log = silentLog;
const clock = systemClock;
const routes: FactRoutes = {
	"configuration.applied.v1": ["push-configuration"],
	"agent.events.v1": [],
};

eachPostgres((postgres) => {
	const store = useTestStore(postgres);

	/** Ana's organisation with one agent, and what one control plane makes of it; nothing is brought before `work`. */
	async function stage() {
		const organisationId = await insertOrganisation(store.database);
		const caller: Caller = {
			organisationId,
			actor: {
				personId: newId("person"),
				email: "ana@example.com",
				displayName: "Ana",
				groups: [],
			},
		};
		const agent = {
			organisationId,
			agentId: newId("agent"),
			clusterId: newId("cluster"),
			clusterName: "eu",
			configurationVersion: 0,
			allows: undefined,
			allowsNetwork: undefined,
		};
		const queue = createJobQueue(store.database);
		const feed = createFakeConfigurationFeed();
		const catalog = assembleCatalog({
			accounts: noAccounts,
			configurationStore: createPgConfigurationStore(store.database),
			proposalStore: createPgProposalStore(store.database),
			shownTexts: createShownTexts(),
			findSecret: noOrganisationSecrets,
			appliedConfigurations: createFakeSignals(),
			outbox: createOutbox({ queue, newId, routes }),
			audit: createAudit({ database: store.database, clock, newId, log }),
			feed,
			fleet: {
				connectedAgents: (id) => (id === organisationId ? [agent] : []),
				onHeartbeat: () => () => {},
				addressOf: async () => ({ busAccount: "A", inst: "eu" }),
			},
			permissions: createFakePermissions(),
			transact: store.database.transact,
			clock,
			log,
		});
		const apply = (name: string, base?: number) =>
			catalog.applyConfiguration(caller, {
				text: `communications: {house: {console: {channels: {${name}: {name: ${name}, bindings: {executors: []}}}}}}\n`,
				...(base === undefined ? {} : { base }),
			});
		function work() {
			const worker = new JobWorker({
				queue,
				handlers: jobsOfFacts([catalog.push], routes),
				signals: createSignals(store.signals, writtenJobs),
				clock,
				log,
				meter: { ended() {} },
				settings: defaultJobWorkerSettings,
			});
			return worker;
		}
		const versions = () =>
			feed.sent.map(({ configuration }) => configuration.version);
		return { apply, work, versions, queue };
	}

	test("a version is brought although its control plane died right after the commit", async () => {
		const { apply, work, versions } = await stage();
		await apply("one");
		assert.deepEqual(versions(), []);
		const survivor = work();
		await until(() => versions().length > 0);
		await survivor.stop();
		assert.deepEqual(versions(), [1]);
	});

	test("a version is brought although a control plane died while it was about to", async () => {
		const { apply, work, versions, queue } = await stage();
		await apply("one");
		const claimed = await queue.claim(["push-configuration"], 1, 0.3);
		assert.equal(claimed.length, 1, "by the one that died");
		const survivor = work();
		await until(() => versions().length > 0);
		await survivor.stop();
		assert.deepEqual(versions(), [1]);
	});

	test("of versions that follow one another the newest is brought", async () => {
		const { apply, work, versions, queue } = await stage();
		await apply("one");
		await apply("two");
		const worker = work();
		await until(async () => (await queue.count()).waiting === 0);
		await worker.stop();
		assert.deepEqual(versions(), [2]);
	});

	test("what was refused is brought to nobody", async () => {
		const { apply, queue } = await stage();
		await assert.rejects(apply("one", 7), { code: "CONFIGURATION_OUTDATED" });
		assert.equal((await queue.count()).waiting, 0);
	});
});
