import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres, until } from "@quarterdeck/testkit";
import fc from "fast-check";
import { sql } from "kysely";
import {
	auditCodesOf,
	first,
	newId,
	providerSession,
	type RoomParts,
	roomPartsOn,
	roomsOn,
	second,
	sessionOf,
} from "../sign-in/people-and-sign-in.fixture.ts";
import type { PeopleOrder } from "./people-order.ts";
import { actorOf } from "./person.ts";

eachPostgres((postgres) => {
	const makeParts = roomPartsOn(postgres);
	suite(makeParts);

	test("the database refuses two owners, none, an owner's removal and deletion, also around a transfer", async () => {
		const parts = await makeParts();
		const { people } = roomsOn(parts);
		const { organisation, owner, ada } = await first({ people });
		const bob = await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const of = sql`organisation_id = ${organisation.id}`;
		const refuseAll = async (ownerId: string, memberId: string) => {
			for (const attempt of [
				sql`update people set role = 'owner' where ${of} and id = ${memberId}`,
				sql`update people set role = 'member' where ${of} and id = ${ownerId}`,
				sql`update people set removed_at = now() where ${of} and id = ${ownerId}`,
				sql`delete from people where ${of} and id = ${ownerId}`,
				sql`update people set organisation_id = 'org_x' where ${of} and id = ${ownerId}`,
				sql`update people set account_id = 'acc_x' where ${of} and id = ${ownerId}`,
				sql`update people set email = 'eve@example.com' where ${of} and id = ${ownerId}`,
			])
				await assert.rejects(
					parts.database.transact((tx) =>
						attempt.execute(parts.database.on(tx)),
					),
					{ code: /^23/ },
				);
		};
		await refuseAll(owner.id, bob.id);
		await people.transferOwnership(ada, organisation.id, bob.id);
		await refuseAll(bob.id, owner.id);
	});
});

function suite(makeParts: () => Promise<RoomParts>): void {
	test("only the owner hands an organisation over, and only to a present member", async () => {
		const parts = await makeParts();
		const { people, signIn } = roomsOn(parts);
		const { organisation, owner, ada } = await first({ people });
		const globex = await second({ people, signIn });
		const add = (email: string) =>
			people.addPerson(ada, organisation.id, { email });
		const [bob, eve] = [
			await add("bob@example.com"),
			await add("eve@example.com"),
		];
		await people.removePerson(ada, organisation.id, eve.email);
		const notAllowed = { code: "NOT_ALLOWED" };
		await assert.rejects(
			people.transferOwnership(actorOf(bob), organisation.id, bob.id),
			notAllowed,
		);
		await assert.rejects(
			people.transferOwnership(globex.gil, organisation.id, globex.person.id),
			notAllowed,
		);
		for (const nobody of [eve.id, globex.person.id, newId("person")])
			await assert.rejects(
				people.transferOwnership(ada, organisation.id, nobody),
				{ code: "PERSON_NOT_FOUND" },
			);
		assert.equal((await people.findOwner(organisation.id)).id, owner.id);
		await people.transferOwnership(ada, organisation.id, bob.id);
		assert.equal((await people.findOwner(organisation.id)).id, bob.id);
		await people.removePerson(actorOf(bob), organisation.id, ada.email);
		assert.equal(
			(await auditCodesOf(parts, organisation.id)).filter(
				(code) => code === "ownership.transferred",
			).length,
			1,
		);
	});

	test("of many transfers at once one succeeds, and there is one owner", async () => {
		const { people } = roomsOn(await makeParts());
		const { organisation, ada } = await first({ people });
		const members = await Promise.all(
			["bob", "cyd", "dan", "eli"].map((name) =>
				people.addPerson(ada, organisation.id, {
					email: `${name}@example.com`,
				}),
			),
		);
		const tries = await Promise.allSettled(
			members.map(({ id }) =>
				people.transferOwnership(ada, organisation.id, id),
			),
		);
		assert.equal(tries.filter((one) => one.status === "fulfilled").length, 1);
		for (const one of tries)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "NOT_ALLOWED");
		const all = await people.listPeople(organisation.id, {}, { first: 50 });
		assert.equal(all.items.filter(({ role }) => role === "owner").length, 1);
	});

	test("a transfer to somebody who is removed at the same moment leaves one present owner", async () => {
		const { people } = roomsOn(await makeParts());
		const { organisation, ada } = await first({ people });
		for (let i = 0; i < 5; i++) {
			const bob = await people.addPerson(ada, organisation.id, {
				email: `bob${i}@example.com`,
			});
			const [transfer, removal] = await Promise.allSettled([
				people.transferOwnership(ada, organisation.id, bob.id),
				people.removePerson(ada, organisation.id, bob.email),
			]);
			assert.notEqual(transfer.status, removal.status);
			const owner = await people.findOwner(organisation.id);
			assert.equal(owner.removedAt, undefined);
			if (owner.id !== ada.personId)
				await people.transferOwnership(
					actorOf(owner),
					organisation.id,
					ada.personId,
				);
		}
	});

	test("an organisation is made for an account, which owns it, and renamed everywhere", async () => {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts);
		const { signIn: replica } = roomsOn(parts, { clock });
		const { owner } = await first({ people });
		const session = await sessionOf(signIn, owner);
		const made = await people.createOrganisation(session, "  Umbrella ");
		assert.equal(made.organisation.name, "Umbrella");
		assert.equal(made.person.role, "owner");
		assert.equal(made.person.accountId, owner.accountId);
		assert.deepEqual(
			(await people.listMemberships(session)).map(
				(one) => one.organisation.name,
			),
			["Acme", "Umbrella"],
		);
		const { token } = await replica.makeApiToken(
			made.organisation.id,
			made.person.id,
			"cli",
		);
		const actor = actorOf(made.person);
		await people.renameOrganisation(actor, made.organisation.id, "Umbra");
		await until(async () => {
			const { organisation } = await replica.authenticate(token);
			return organisation.name === "Umbra";
		});
		for (const bad of ["", " ", "a\nb", "x".repeat(257), "a\u0000"]) {
			await assert.rejects(people.createOrganisation(session, bad), {
				code: "INPUT_INVALID",
			});
			await assert.rejects(
				people.renameOrganisation(actor, made.organisation.id, bad),
				{ code: "INPUT_INVALID" },
			);
		}
		assert.deepEqual(await auditCodesOf(parts, made.organisation.id), [
			"organisation.renamed",
			"token.made",
			"organisation.created",
		]);
	});

	test("an account makes and joins only so many organisations, also at once", async () => {
		const { people, signIn } = roomsOn(await makeParts(), {
			settings: { maxOrganisations: 3 },
		});
		const session = await providerSession(signIn, "gil@globex.example");
		const tries = await Promise.allSettled(
			Array.from({ length: 6 }, (_, i) =>
				people.createOrganisation(session, `Globex ${i}`),
			),
		);
		assert.equal(tries.filter((one) => one.status === "fulfilled").length, 3);
		for (const one of tries)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "ORGANISATIONS_TOO_MANY");
	});

	test("people of different organisations with one email are one account; a removed person's account stays", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, ada } = await first({ people });
		const globex = await second({ people, signIn });
		const here = await people.addPerson(ada, organisation.id, {
			email: "BOB@example.com",
			displayName: "Bob of Acme",
		});
		const there = await people.addPerson(globex.gil, globex.organisation.id, {
			email: "bob@example.com",
		});
		assert.equal(here.accountId, there.accountId);
		await people.removePerson(ada, organisation.id, here.email);
		const again = await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		assert.equal(again.accountId, here.accountId);
		assert.notEqual(again.id, here.id);
	});

	test("name and groups of a person change at once on every replica; what is not said stays", async () => {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts);
		const { signIn: replica } = roomsOn(parts, { clock });
		const { organisation, ada } = await first({ people });
		const bob = await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
			displayName: "Bob",
			groups: ["sre"],
		});
		const { token } = await signIn.makeApiToken(organisation.id, bob.id, "cli");
		await replica.authenticate(token);
		await people.updatePerson(ada, organisation.id, bob.id, {
			groups: ["dev", "dev"],
		});
		assert.deepEqual((await signIn.authenticate(token)).actor.groups, ["dev"]);
		await until(async () => {
			const { actor } = await replica.authenticate(token);
			return actor.groups[0] === "dev" && actor.displayName === "Bob";
		});
		await people.updatePerson(ada, organisation.id, bob.id, {
			displayName: "Bobby",
		});
		const now = await people.findPerson(organisation.id, bob.id);
		assert.deepEqual([now?.displayName, now?.groups], ["Bobby", ["dev"]]);
		for (const change of [
			{ displayName: "" },
			{ groups: ["a\nb"] },
			{ groups: Array.from({ length: 201 }, (_, i) => `g${i}`) },
		])
			await assert.rejects(
				people.updatePerson(ada, organisation.id, bob.id, change),
				{ code: "INPUT_INVALID" },
			);
		await people.removePerson(ada, organisation.id, bob.email);
		await assert.rejects(
			people.updatePerson(ada, organisation.id, bob.id, { groups: [] }),
			{ code: "PERSON_NOT_FOUND" },
		);
	});

	test("people are found page by page, each once, by letters of email or name", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, ada } = await first({ people });
		const globex = await second({ people, signIn });
		const emails = fc.sample(
			fc
				.stringMatching(/^[a-z0-9._+-]{1,12}$/)
				.map((name) => `${name}@x.example`),
			{ numRuns: 40, seed: 7 },
		);
		const wanted = [...new Set(emails)];
		for (const email of wanted)
			await people.addPerson(ada, organisation.id, {
				email,
				displayName: `Mx ${email.slice(0, 1).toUpperCase()}%_`,
			});
		const list = async (search?: string) => {
			const found: string[] = [];
			for (let after: string | undefined; ; ) {
				const page = await people.listPeople(
					organisation.id,
					{ search },
					{ first: 7, after },
				);
				assert.ok(page.items.length <= 7);
				found.push(...page.items.map(({ email }) => email));
				after = page.nextCursor;
				if (after === undefined) return found;
			}
		};
		assert.deepEqual(await list(), [...wanted, ada.email].sort());
		assert.deepEqual(await list("  X.EXAMPLE "), [...wanted].sort());
		assert.deepEqual(
			await list("mx a"),
			wanted.filter((e) => e[0] === "a").sort(),
		);
		assert.deepEqual(await list("%_"), [...wanted].sort(), "no wildcard");
		assert.deepEqual(await list("globex"), []);
		assert.equal(await people.countPeople(organisation.id), wanted.length + 1);
		assert.equal(await people.countPeople(globex.organisation.id), 1);
		await assert.rejects(
			people.listPeople(organisation.id, {}, { first: 7, after: "x y" }),
			{ code: "INPUT_INVALID" },
		);
	});

	test("people stand in every order, page by page, also behind somebody who was removed meanwhile", async () => {
		const { people } = roomsOn(await makeParts());
		const { ada, organisation } = await first({ people });
		const add = (name: string, displayName: string, groups: string[]) =>
			people.addPerson(ada, organisation.id, {
				email: `${name}@x.example`,
				displayName,
				groups,
			});
		await add("c", "bea", ["ops"]);
		await add("a", "Zoe", []);
		await add("b", "bea", ["dev", "ops"]);
		await add("d", "Al", ["dev"]);
		const list = async (order: PeopleOrder, leaving?: string) => {
			const found: string[] = [];
			for (let after: string | undefined; ; ) {
				const page = await people.listPeople(
					organisation.id,
					{ order, search: "x.example" },
					{ first: 1, after },
				);
				found.push(...page.items.map(({ email }) => email.slice(0, 1)));
				if (found.at(-1) === leaving)
					await people.removePerson(
						ada,
						organisation.id,
						`${leaving}@x.example`,
					);
				after = page.nextCursor;
				if (after === undefined) return found.join("");
			}
		};
		assert.equal(await list("email"), "abcd");
		assert.equal(await list("name"), "dbca");
		assert.equal(await list("name-descending"), "acbd");
		assert.equal(await list("groups"), "bdca");
		const oldest = await list("oldest");
		assert.equal(await list("newest"), [...oldest].reverse().join(""));
		const [owner] = (
			await people.listPeople(organisation.id, { order: "role" }, { first: 1 })
		).items;
		assert.equal(owner?.role, "owner");
		assert.equal(await list("name", "b"), "dbca");
		assert.equal(await list("name"), "dca");
	});
}
