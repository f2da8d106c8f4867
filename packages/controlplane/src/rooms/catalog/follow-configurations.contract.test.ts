import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import {
	systemClock as clock,
	createNewId,
	silentLog as log,
} from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import {
	type ChangeSignals,
	createSignals,
	openChangeSignals,
} from "../../plumbing/postgres/index.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { stageFleet } from "../fleet/fakes.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { createFakePermissions } from "../permissions/fakes.ts";
import type { Caller } from "../permissions/index.ts";
import { appliedConfigurations } from "./applied-configurations.ts";
import { assembleCatalog } from "./catalog.wiring.ts";
import { createFakeConfigurationFeed } from "./configuration-feed.fake.ts";
import { createPgConfigurationStore } from "./configuration-store.pg.ts";
import { noAccounts } from "./no-accounts.fixture.ts";
import { createPgProposalStore } from "./review/proposal-store.pg.ts";
import { noOrganisationSecrets } from "./secrets/organisation-secrets.ts";
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
	const store = useTestStore(postgres);

	test("who follows on one replica learns that another applied a version, of their organisation only", async (t) => {
		const session = () =>
			openChangeSignals({
				url: store.url,
				log,
				clock,
			});
		const [here, there] = [await session(), await session()];
		t.after(() => Promise.all([here.stop(), there.stop()]));
		const replica = (signals: ChangeSignals) =>
			assembleCatalog({
				accounts: noAccounts,
				configurationStore: createPgConfigurationStore(store.database),
				proposalStore: createPgProposalStore(store.database),
				audit: createAudit({
					database: store.database,
					clock,
					newId,
					log,
				}),
				permissions: createFakePermissions(),
				outbox: { put() {} },
				transact: store.database.transact,
				appliedConfigurations: createSignals(signals, appliedConfigurations),
				shownTexts: createShownTexts(),
				findSecret: noOrganisationSecrets,
				feed: createFakeConfigurationFeed(),
				fleet: stageFleet({
					store: { url: store.url, database: store.database, signals },
				}),
				clock,
				log,
			});
		const [ours, others] = [
			await insertOrganisation(store.database),
			await insertOrganisation(store.database),
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
