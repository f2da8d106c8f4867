import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { canonicalJson } from "../../rooms/audit/index.ts";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

interface Shown {
	readonly channel: string;
	readonly facts: Readonly<Record<string, string>>;
}

/** Bob, who is no member of `private`, and what was typed in three channels: an open one, a closed one, and one that is gone. */
async function stage(t: Parameters<typeof stageApi>[0]) {
	const staged = await stageApi(t);
	const { organisation, signIn, people, signedIn } = staged;
	const bob = await people.addPerson(signedIn.actor, organisation.id, {
		email: "bob@example.com",
	});
	const { token } = await signIn.makeApiToken(organisation.id, bob.id, "test");
	for (const [channel, email] of [
		["ops", "cem@example.com"],
		["private", "cem@example.com"],
		["private", "bob@example.com"],
		["gone", "cem@example.com"],
	] as const)
		await staged.deps.transact((tx) =>
			staged.audit.recordEvent(tx, {
				organisationId: organisation.id,
				code: "command.run",
				who: { kind: "person", personId: staged.newId("person"), email },
				outcome: "opened",
				subjectId: staged.newId("command"),
				channel,
				facts: { platform: "console", text: `secretplan by ${email}` },
			}),
		);
	return { staged, ana: staged, bob: { url: staged.url, token } };
}

type Who = Awaited<ReturnType<typeof stage>>["bob"];

async function list(who: Who, filter: object = {}): Promise<Shown[]> {
	const { data, errors } = await askApi(
		who,
		"query ($filter: AuditFilter) { auditRecords(filter: $filter) { edges { node { channel facts } } } }",
		{ filter: { code: "command.run", ...filter } },
	);
	assert.ok(data, JSON.stringify(errors));
	const { edges } = data.auditRecords as { edges: { node: Shown }[] };
	return edges.map(({ node }) => node);
}

async function exported(who: Who, query: string): Promise<string> {
	const response = await fetch(`${who.url}/audit/export?${query}`, {
		headers: { authorization: `Bearer ${who.token}` },
	});
	assert.equal(response.status, 200);
	return response.text();
}

describe("what was typed in a closed channel", () => {
	test("is withheld from who is no member, in lists, records and both exports; that it was said is shown", async (t) => {
		const { bob, ana } = await stage(t);
		const shown = await list(bob);
		assert.deepEqual(
			shown.map(({ channel, facts }) => [channel, facts.text ?? "withheld"]),
			[
				["gone", "withheld"],
				["private", "secretplan by bob@example.com"],
				["private", "withheld"],
				["ops", "secretplan by cem@example.com"],
			],
		);
		assert.match(shown[0]?.facts.withheld ?? "", /only members/);
		assert.ok((await list(ana)).every(({ facts }) => facts.text));
		const lines = (await exported(bob, "code=command.run")).trim().split("\n");
		const entries = lines.map((line) => JSON.parse(line));
		assert.deepEqual(
			entries.map(({ facts, withheld }) => [facts === null, withheld]),
			[
				[false, undefined],
				[true, ["facts"]],
				[false, undefined],
				[true, ["facts"]],
			],
		);
		for (const { hash, previousHash, facts, withheld, ...fields } of entries) {
			if (!withheld) continue;
			assert.equal(facts, null);
			assert.equal(fields.factsSalt, undefined, "it would help to guess");
			const computed = createHash("sha256")
				.update(previousHash)
				.update(canonicalJson(fields))
				.digest("hex");
			assert.equal(hash, computed, "the rest of the record can be verified");
		}
		const table = await exported(bob, "code=command.run&format=csv");
		assert.equal(table.match(/secretplan/g)?.length, 2);
		assert.equal(
			(await exported(ana, "code=command.run")).match(/secretplan/g)?.length,
			4,
		);
	});

	test("takes the digest of its output along, from which a short one could be guessed", async (t) => {
		const { bob, ana, staged } = await stage(t);
		const { organisation, newId } = staged;
		const digest = createHash("sha256").update("yes\n").digest("hex");
		await staged.deps.transact((tx) =>
			staged.audit.recordEvent(tx, {
				organisationId: organisation.id,
				code: "command.run",
				who: {
					kind: "person",
					personId: newId("person"),
					email: "cem@example.com",
				},
				outcome: "succeeded",
				subjectId: newId("command"),
				channel: "private",
				digest,
				facts: { platform: "console", text: "cat answer" },
			}),
		);
		const page = await staged.audit.listRecords(
			organisation.id,
			{ code: "command.run", outcome: "succeeded" },
			{ first: 1 },
		);
		assert.equal(page.items[0]?.digest, digest);
		const digestFor = async (reader: typeof bob) => {
			const { data } = await askApi(
				reader,
				"query ($id: ID!) { auditRecord(id: $id) { digest facts } }",
				{ id: page.items[0]?.id },
			);
			return JSON.stringify(data);
		};
		assert.match(await digestFor(ana), new RegExp(`"digest":"${digest}"`));
		assert.match(await digestFor(bob), /"digest":null/);
		const query = "code=command.run&outcome=succeeded";
		assert.match(await exported(ana, query), new RegExp(digest));
		assert.doesNotMatch(await exported(bob, query), new RegExp(digest));
		assert.equal((await staged.audit.verifyChain(organisation.id)).ok, true);
	});

	test("is not found by its words either", async (t) => {
		const { bob, ana, staged } = await stage(t);
		assert.equal((await list(bob, { text: "secretplan" })).length, 2);
		assert.equal((await list(ana, { text: "secretplan" })).length, 4);
		const found = await exported(bob, "text=secretplan&code=command.run");
		assert.equal(found.trim().split("\n").length, 2);
		const page = await staged.audit.listRecords(
			staged.organisation.id,
			{ code: "command.run" },
			{ first: 1 },
		);
		const one = await askApi(
			bob,
			"query ($id: ID!) { auditRecord(id: $id) { facts } }",
			{ id: page.items[0]?.id },
		);
		assert.doesNotMatch(JSON.stringify(one.data), /secretplan/);
	});

	test("cannot be guessed by where a page of a search ends", async (t) => {
		const { bob, staged } = await stage(t);
		const { organisation, newId } = staged;
		await staged.deps.transact((tx) =>
			staged.audit.recordEvent(tx, {
				organisationId: organisation.id,
				code: "command.run",
				who: {
					kind: "person",
					personId: newId("person"),
					email: "cem@example.com",
				},
				outcome: "opened",
				subjectId: newId("command"),
				channel: "private",
				facts: { platform: "console", text: "zebra" },
			}),
		);
		const pages = [];
		for (const text of ["zebra", "zebrb"])
			pages.push(
				await askApi(
					bob,
					"query ($text: String) { auditRecords(first: 1, filter: { text: $text }) { edges { node { seq } } pageInfo { hasNextPage endCursor } } }",
					{ text },
				),
			);
		assert.deepEqual(pages[0], pages[1]);
		assert.deepEqual(pages[0]?.data?.auditRecords, {
			edges: [],
			pageInfo: { hasNextPage: false, endCursor: null },
		});
	});
});
