import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { createHandClock, eachPostgres, until } from "@quarterdeck/testkit";
import fc from "fast-check";
import { sql } from "kysely";
import { defaultIdentitySettings } from "./identity-deps.ts";
import type { IdentityNews } from "./identity-news.ts";
import { identityOver } from "./identity-over.ts";
import {
	fakeGround,
	first,
	type Ground,
	newId,
	postgresGrounds,
	roomOn,
} from "./testdata/identity-ground.ts";
import type { TokenStore } from "./token-store.ts";

describe("in memory", () => suite(async () => fakeGround()));

eachPostgres((postgres) => {
	const { ground, last } = postgresGrounds(postgres);
	suite(ground);

	test("the database keeps exactly one owner in every organisation", async () => {
		const { identity } = roomOn(await ground());
		const { organisation, owner } = await first(identity);
		const attempts = [
			sql`insert into people (organisation_id, id, account_id, email, display_name, groups, role, created_at)
				values (${organisation.id}, 'per_x', ${owner.accountId}, 'eve@example.com', 'Eve', '{}', 'owner', now())`,
			sql`update people set role = 'member' where organisation_id = ${organisation.id}`,
			sql`update people set removed_at = now() where organisation_id = ${organisation.id}`,
			sql`delete from people where organisation_id = ${organisation.id}`,
			sql`insert into organisations (id, name, created_at) values ('org_x', 'Ownerless', now())`,
		];
		for (const attempt of attempts)
			await assert.rejects(
				last().transact((tx) => attempt.execute(last().on(tx))),
				{
					code: /^23/,
				},
			);
	});
	test("emails are unique in lower case by the database's own rule", async () => {
		const { identity } = roomOn(await ground());
		const { organisation, owner } = await first(identity);
		await assert.rejects(
			last().transact((tx) =>
				sql`insert into people (organisation_id, id, account_id, email, display_name, groups, role, created_at)
					values (${organisation.id}, 'per_x', ${owner.accountId}, 'Ada@example.com', 'Ada', '{}', 'member', now())`.execute(
					last().on(tx),
				),
			),
			{ constraint: "people_email_is_lower_case" },
		);
	});
});

function suite(makeGround: () => Promise<Ground>): void {
	test("the first organisation is made once, however many processes ask", async () => {
		const ground = await makeGround();
		const { identity } = roomOn(ground);
		const made = await Promise.all([1, 2, 3, 4, 5].map(() => first(identity)));
		assert.equal(made.filter((one) => one.created).length, 1);
		assert.equal(new Set(made.map((one) => one.organisation.id)).size, 1);
		assert.equal(made[0]?.owner.email, "ada@example.com");
		assert.equal(made[0]?.owner.role, "owner");
		const verified = await ground.audit.verifyChain(
			made[0]?.organisation.id as OrganisationId,
		);
		assert.equal(verified.ok && verified.records, 1);
	});

	test("a sign-in link works once, of ten at the same time one succeeds", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const { code } = await identity.makeSignInLink(organisation.id, owner.id);
		const tries = await Promise.allSettled(
			Array.from({ length: 10 }, () => identity.signIn(code)),
		);
		const passed = tries.filter((one) => one.status === "fulfilled");
		assert.equal(passed.length, 1);
		for (const one of tries)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "SIGN_IN_REFUSED");
		const { token } = passed[0]?.value ?? { token: "" };
		assert.match(token, /^qdt_[0-9a-z]{26}_[A-Za-z0-9_-]{43}$/);
		const signedIn = await identity.authenticate(token);
		assert.equal(signedIn.actor.email, "ada@example.com");
		assert.equal(signedIn.organisation.id, organisation.id);
	});

	test("a late, altered or made-up code is refused alike", async () => {
		const { identity, clock } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const link = await identity.makeSignInLink(organisation.id, owner.id);
		const flipped = link.code.at(-2) === "A" ? "B" : "A";
		for (const code of [
			"",
			"x",
			link.code.slice(0, -2) + flipped + link.code.at(-1),
			link.code.replace("qdl_", "qdt_"),
			`${link.code} `,
			"qdl_".padEnd(100_000, "0"),
		])
			await assert.rejects(identity.signIn(code), { code: "SIGN_IN_REFUSED" });
		await clock.wind(15 * 60 * 1000);
		await assert.rejects(identity.signIn(link.code), {
			code: "SIGN_IN_REFUSED",
		});
	});

	test("no text that is not a token opens anything", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const { token } = await identity.makeApiToken(
			organisation.id,
			owner.id,
			"cli",
		);
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(
					fc.string({ unit: "binary" }),
					fc
						.tuple(
							fc.nat(token.length - 1),
							fc.constantFrom("a", "_", "0", "-"),
						)
						.map(
							([at, char]) => token.slice(0, at) + char + token.slice(at + 1),
						),
				),
				async (text) => {
					if (text === token) return;
					await assert.rejects(identity.authenticate(text), {
						code: "NOT_SIGNED_IN",
					});
				},
			),
			{ numRuns: 60 },
		);
	});

	test("a person that was removed is nobody, at once and everywhere", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const ada = (
			await identity.authenticate(
				(
					await identity.makeApiToken(organisation.id, owner.id, "cli")
				).token,
			)
		).actor;
		const bob = await identity.addPerson(ada, organisation.id, {
			email: "BOB@example.com",
			groups: ["sre", "sre"],
		});
		assert.deepEqual(bob.groups, ["sre"]);
		const made = await identity.makeApiToken(organisation.id, bob.id, "cli");
		const link = await identity.makeSignInLink(organisation.id, bob.id);
		let ended = false;
		const signedIn = await identity.authenticate(made.token);
		const stop = identity.watchEnd(signedIn, () => {
			ended = true;
		});
		await identity.removePerson(ada, organisation.id, "bob@example.com");
		await until(() => ended, { what: "the token's watcher is told" });
		stop();
		await assert.rejects(identity.authenticate(made.token), {
			code: "NOT_SIGNED_IN",
		});
		await assert.rejects(identity.signIn(link.code), {
			code: "SIGN_IN_REFUSED",
		});
		await assert.rejects(identity.makeSignInLink(organisation.id, bob.id), {
			code: "PERSON_NOT_FOUND",
		});
		await assert.rejects(
			identity.removePerson(ada, organisation.id, "bob@example.com"),
			{ code: "PERSON_NOT_FOUND" },
		);
		const again = await identity.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		assert.notEqual(again.id, bob.id);
		assert.equal(await identity.countPeople(organisation.id), 2);
	});

	test("a token that was just used is looked up once, and no longer believed when its end is heard, or cannot be", async () => {
		const ground = await makeGround();
		const clock = createHandClock();
		let reads = 0;
		let isListening = true;
		const tokenStore: TokenStore = {
			...ground.tokenStore,
			findApiToken(id) {
				reads += 1;
				return ground.tokenStore.findApiToken(id);
			},
		};
		const news: IdentityNews = {
			...ground.news,
			get isListening() {
				return isListening;
			},
		};
		const room = { ...ground, clock, newId, settings: defaultIdentitySettings };
		const processId = newId("process");
		const identity = identityOver({
			...room,
			tokenStore,
			news,
			processId,
		});
		const replica = identityOver({ ...room, processId });
		const { organisation, owner } = await first(identity);
		const make = () => identity.makeApiToken(organisation.id, owner.id, "cli");
		const [one, other] = [await make(), await make()];
		const ask = async (times: number) => {
			const before = reads;
			for (let i = 0; i < times; i++) await identity.authenticate(one.token);
			return reads - before;
		};
		assert.equal(await ask(3), 1);
		await assert.rejects(
			identity.authenticate(`${one.token.slice(0, -9)}AAAAAAAAA`),
			{
				code: "NOT_SIGNED_IN",
			},
		);
		isListening = false;
		assert.equal(
			await ask(2),
			2,
			"nothing is believed while news is not heard",
		);
		isListening = true;
		await clock.wind(30_000);
		assert.equal(await ask(2), 1, "nothing is believed for long");
		await until(async () => {
			const known = await ground.tokenStore.findApiToken(one.tokenId);
			return known?.token.lastUsedAt !== undefined;
		});
		await identity.authenticate(other.token);
		assert.equal(
			await identity.endApiToken(organisation.id, owner.id, other.tokenId),
			true,
		);
		await assert.rejects(identity.authenticate(other.token), {
			code: "NOT_SIGNED_IN",
		});
		await replica.endApiToken(organisation.id, owner.id, one.tokenId);
		await until(() =>
			identity.authenticate(one.token).then(
				() => false,
				() => true,
			),
		);
	});

	test("the owner stays, a double email is refused, a bad one too", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const actor = {
			personId: owner.id,
			email: owner.email,
			displayName: "Ada",
			groups: [],
		};
		await assert.rejects(
			identity.removePerson(actor, organisation.id, owner.email),
			{ code: "NOT_ALLOWED" },
		);
		await assert.rejects(
			identity.addPerson(actor, organisation.id, { email: "ADA@example.com" }),
			{ code: "PERSON_EXISTS" },
		);
		for (const email of [
			"",
			"ada",
			"a b@c",
			"a@b\n@c",
			"<x>@y",
			`${"x".repeat(400)}@y`,
		])
			await assert.rejects(
				identity.addPerson(actor, organisation.id, { email }),
				{ code: "INPUT_INVALID" },
				email,
			);
	});

	test("an ended token and one that grew old open nothing; the watcher of another hears nothing", async () => {
		const { identity, clock } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const make = () =>
			identity.makeApiToken(organisation.id, owner.id, "script");
		const [one, other] = [await make(), await make()];
		const heard: string[] = [];
		const watch = async (token: string, name: string) =>
			identity.watchEnd(await identity.authenticate(token), () =>
				heard.push(name),
			);
		await watch(one.token, "one");
		const unwatch = await watch(other.token, "other");
		const end = () =>
			identity.endApiToken(organisation.id, owner.id, one.tokenId);
		assert.equal(await end(), true);
		assert.equal(await end(), false);
		await until(() => heard.length > 0);
		assert.deepEqual(heard, ["one"]);
		await assert.rejects(identity.authenticate(one.token), {
			code: "NOT_SIGNED_IN",
		});
		await identity.authenticate(other.token);
		unwatch();
		await clock.wind(91 * 24 * 3600 * 1000);
		await assert.rejects(identity.authenticate(other.token), {
			code: "NOT_SIGNED_IN",
		});
	});
}
