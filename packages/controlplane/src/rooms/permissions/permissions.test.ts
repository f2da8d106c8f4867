import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterId } from "@quarterdeck/contract";
import { createHandClock } from "@quarterdeck/testkit";
import { refusalText } from "./check-may.ts";
import { createFakePermissions } from "./fakes.ts";
import { ana, closedChannel, grantOf } from "./permissions.fixture.ts";

function stage() {
	const clock = createHandClock(new Date(1));
	return { clock, ...createFakePermissions({ clock }) };
}

test("what the rules allow is allowed without asking for grants", async () => {
	const { decide, activeGrants } = stage();
	activeGrants.failure = new Error("the grants are away");
	const open = { ...closedChannel("clu_a"), members: undefined };
	assert.deepEqual(await decide(ana, "command.run", open), {
		allowed: true,
		by: "rules",
	});
	assert.deepEqual(activeGrants.asked, []);
});

test("a thousand clusters are one question to the grants, and each gets its own answer", async () => {
	const { decideAll, activeGrants } = stage();
	activeGrants.grants = [{ ...grantOf(ana), clusterId: "clu_7" as ClusterId }];
	const resources = Array.from({ length: 1000 }, (_, index) =>
		closedChannel(`clu_${index}`),
	);
	const decisions = await decideAll(ana, "command.run", resources);
	assert.deepEqual(
		decisions.flatMap(({ allowed }, index) => (allowed ? [index] : [])),
		[7],
	);
	assert.equal(activeGrants.asked.length, 1);
	assert.equal(activeGrants.asked[0]?.clusterIds.length, 1000);
	assert.equal(activeGrants.asked[0]?.personId, ana.actor.personId);
	assert.equal(activeGrants.asked[0]?.organisationId, ana.organisationId);
});

test("a grant counts from its beginning to its end", async () => {
	const { decide, activeGrants, clock } = stage();
	activeGrants.grants = [
		{ ...grantOf(ana), startsAt: new Date(1000), endsAt: new Date(2000) },
	];
	const may = async () =>
		(await decide(ana, "command.run", closedChannel("clu_a"))).allowed;
	assert.equal(await may(), false);
	await clock.wind(999);
	assert.equal(await may(), true);
	await clock.wind(999);
	assert.equal(await may(), true);
	await clock.wind(1);
	assert.equal(await may(), false);
});

test("when the grants cannot be read, what needs one is refused and says so", async () => {
	const { decideAll, activeGrants } = stage();
	activeGrants.grants = [grantOf(ana)];
	activeGrants.failure = new Error("the grants are away");
	const open = { ...closedChannel("clu_a"), members: undefined };
	const [refusal, permission] = await decideAll(ana, "command.run", [
		closedChannel("clu_a"),
		open,
	]);
	assert.equal(permission?.allowed, true);
	assert.ok(refusal && !refusal.allowed);
	assert.equal(refusal.code, "grants-unavailable");
	assert.match(
		refusalText(refusal),
		/not a member of channel ops, and .* could not be read\. Try again.*\. Ask a member/,
	);
});

test("a removed person's grants are not even asked for", async () => {
	const { decide, activeGrants } = stage();
	activeGrants.grants = [grantOf(ana)];
	const removed = { ...ana, removedAt: new Date(0) };
	const decision = await decide(removed, "command.run", closedChannel("clu_a"));
	assert.equal(decision.allowed, false);
	assert.deepEqual(activeGrants.asked, []);
});

test("an access request is named as a way only where access can be requested", async () => {
	const { decide, activeGrants } = stage();
	const ways = async () => {
		const decision = await decide(
			ana,
			"command.run",
			closedChannel("clu_a", ["shop"]),
		);
		assert.ok(!decision.allowed);
		return decision;
	};
	assert.deepEqual(
		(await ways()).askFor.map(({ kind }) => kind),
		["member-of-channel"],
	);
	activeGrants.canBeRequested = true;
	assert.deepEqual((await ways()).askFor, [
		{ kind: "member-of-channel", platform: "console", channel: "ops" },
		{
			kind: "access-request",
			clusterId: "clu_a",
			clusterName: "eu",
			namespaces: ["shop"],
		},
	]);
	assert.match(
		refusalText(await ways()),
		/Request access to namespace shop in cluster eu\.$/,
	);
});
