import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import {
	systemClock as clock,
	createNewId,
	silentLog as log,
} from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import {
	type ChangeSignals,
	createDatabase,
	createSignals,
	type Database,
	migrate,
	openChangeSignals,
} from "../../plumbing/postgres/index.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { stageFleet } from "../fleet/fakes.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { createFakePermissions } from "../permissions/fakes.ts";
import type { Caller } from "../permissions/index.ts";
import { appliedConfigurations } from "./applied-configurations.ts";
import { assembleCatalog } from "./catalog.wiring.ts";
import { createFakeConfigurationFeed } from "./configuration-feed.fake.ts";
import { createPgConfigurationStore } from "./configuration-store.pg.ts";
import { createPgProposalStore } from "./review/proposal-store.pg.ts";
import { createShownTexts } from "./secrets/shown-texts.ts";

const newId = createNewId(clock);

function caller(organisationId: OrganisationId): Caller {
	return {
		organisationId,
		actor: {
			personId: newId("person"),
			email: "ada@example.com",
			displayName: "Ada",
			groups: [],
		},
	};
}

eachPostgres((postgres) => {
	let database: Database;
	let url: string;
	before(async () => {
		const fresh = await postgres.freshDatabase(
			async (to) => void (await migrate(to)),
			{ template: "controlplane" },
		);
		url = fresh.url;
		database = createDatabase({ url, log });
	});
	after(() => database.stop());

	test("who follows on one replica learns that another applied a version, of their organisation only", async (t) => {
		const session = () =>
			openChangeSignals({
				url,
				log,
				clock,
			});
		const [here, there] = [await session(), await session()];
		t.after(() => Promise.all([here.stop(), there.stop()]));
		const replica = (signals: ChangeSignals) =>
			assembleCatalog({
				configurationStore: createPgConfigurationStore(database),
				proposalStore: createPgProposalStore(database),
				audit: createAudit({
					database,
					clock,
					newId,
					log,
				}),
				permissions: createFakePermissions(),
				outbox: { put() {} },
				transact: database.transact,
				appliedConfigurations: createSignals(signals, appliedConfigurations),
				shownTexts: createShownTexts(),
				feed: createFakeConfigurationFeed(),
				fleet: stageFleet({ store: { url, database, signals } }),
				clock,
				log,
			});
		const [ours, others] = [
			await insertOrganisation(database),
			await insertOrganisation(database),
		];
		const follower = replica(here);
		const versions: number[] = [];
		const heard = Promise.withResolvers<void>();
		const unfollow = follower.follow(ours, () => {
			follower.currentConfiguration(ours).then(({ version }) => {
				versions.push(version);
				heard.resolve();
			}, heard.reject);
		});
		const text =
			"communications: {house: {console: {channels: {ops: {name: ops}}}}}\n";
		const applier = replica(there);
		await applier.applyConfiguration(caller(others), { text });
		const refused = await applier.applyConfiguration(caller(ours), {
			text: "executors: 1\n",
		});
		assert.equal(refused.applied, undefined);
		const { applied } = await applier.applyConfiguration(caller(ours), {
			text,
		});
		assert.equal(applied?.version, 1);
		await heard.promise;
		assert.deepEqual(versions, [1]);
		unfollow();
	});
});
