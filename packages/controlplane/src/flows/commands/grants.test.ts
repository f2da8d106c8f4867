import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError, type ClusterId } from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import type { ActiveGrant } from "../../rooms/permissions/index.ts";
import { insertCaller, stageCommands } from "./commands.fixture.ts";
import type { CommandOptions } from "./parse/index.ts";
import type { FakeAgent } from "./run/agent-runs.fake.ts";

const newId = createNewId(systemClock);
const store = useTestStore();

const answering: FakeAgent = async ({ accept, say, end }) => {
	accept();
	await say("pods\n");
	return end();
};

/** Ana's organisation with the clusters eu and us, and Bob in it, who is no member of the channel `private`. */
async function stage() {
	const fake = stageCommands(store);
	const ana = await insertCaller(store, "ana@example.com");
	const { organisationId } = ana;
	const bob = await insertCaller(store, "bob@example.com", organisationId);
	await fake.join(ana, "eu", answering);
	await fake.join(ana, "us", answering);
	const idOf = async (name: string) =>
		(await fake.fleet.findCluster(organisationId, name))?.id as ClusterId;
	const { activeGrants } = fake.permissions;
	return {
		...fake,
		activeGrants,
		bob,
		async grant(name: string, changes: Partial<ActiveGrant> = {}) {
			const grant: ActiveGrant = {
				id: "grt_1",
				organisationId,
				personId: bob.actor.personId,
				clusterId: await idOf(name),
				namespaces: "all",
				startsAt: new Date(0),
				endsAt: new Date("9000-01-01T00:00:00Z"),
				...changes,
			};
			activeGrants.grants = [...activeGrants.grants, grant];
		},
		/** What becomes of Bob's command in each cluster; of one that is refused as a whole, the error's code. */
		async outcome(text: string, options: CommandOptions = {}, caller = bob) {
			const record = await fake.commands
				.run({ caller, platform: "console", channel: "private", text, options })
				.catch((error: unknown) => {
					assert.ok(error instanceof AppError, String(error));
					return error;
				});
			if (record instanceof AppError) return record.code;
			for await (const _ of await fake.commands.follow(caller, record.id, 0));
			const ended = await fake.commands.find(caller, record.id);
			return Object.fromEntries(
				(ended?.runs ?? []).map(({ clusterName, state, error }) => [
					clusterName,
					[state, error?.code].filter(Boolean).join(" "),
				]),
			);
		},
	};
}

test("a grant lets somebody run commands in its cluster who is no member of the channel, and nowhere else", async () => {
	const { grant, outcome, activeGrants } = await stage();
	assert.equal(
		await outcome("kubectl get pods --cluster eu"),
		"CHANNEL_CLOSED",
	);
	await grant("eu");
	assert.deepEqual(await outcome("kubectl get pods --cluster eu"), {
		eu: "succeeded",
	});
	assert.equal(
		await outcome("kubectl get pods --cluster us"),
		"CHANNEL_CLOSED",
	);
	activeGrants.asked.length = 0;
	assert.deepEqual(await outcome("kubectl get pods --all-clusters"), {
		eu: "succeeded",
		us: "denied CHANNEL_CLOSED",
	});
	assert.equal(activeGrants.asked.length, 1, "one look for all clusters");
});

test("what is not run in a cluster stays closed to somebody with a grant", async () => {
	const { grant, outcome } = await stage();
	await grant("eu");
	for (const text of ["help", "ping", "nonsense", "helm list --cluster eu"])
		assert.equal(await outcome(text), "CHANNEL_CLOSED", text);
	assert.equal(
		await outcome("kubectl get pods"),
		"CHANNEL_CLOSED",
		"no cluster is named, and there are two",
	);
});

test("a grant that is over, for one namespace, or somebody else's allows nothing", async () => {
	const { grant, outcome } = await stage();
	await grant("eu", { endsAt: new Date(1) });
	await grant("eu", { namespaces: ["shop"] });
	await grant("eu", { personId: newId("person") });
	await grant("eu", { organisationId: newId("organisation") });
	assert.equal(
		await outcome("kubectl get pods -n shop --cluster eu"),
		"CHANNEL_CLOSED",
	);
});

test("a removed person and a token without the scope run nothing by a grant", async () => {
	const { grant, outcome, bob } = await stage();
	await grant("eu");
	const text = "kubectl get pods --cluster eu";
	for (const caller of [
		{ ...bob, removedAt: new Date(0) },
		{ ...bob, scopes: ["read"] as const },
	])
		assert.equal(await outcome(text, {}, caller), "NOT_ALLOWED");
});

test("when the grants cannot be read a command that needs one is refused, and its record says why", async () => {
	const { grant, outcome, activeGrants, commandRecords, bob } = await stage();
	await grant("eu");
	activeGrants.failure = new Error("the grants are away");
	assert.equal(await outcome("kubectl get pods --cluster eu"), "NOT_ALLOWED");
	const { items } = await commandRecords.listCommands(
		bob.organisationId,
		{},
		{ first: 1 },
	);
	assert.equal(items[0]?.state, "denied");
	assert.match(JSON.stringify(items[0]?.error), /could not be read/);
});
