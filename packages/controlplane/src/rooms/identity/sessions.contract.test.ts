import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachPostgres, until } from "@quarterdeck/testkit";
import type { OpenSession } from "./account.ts";
import {
	auditCodesOf,
	fakeGround,
	first,
	type Ground,
	newId,
	postgresGrounds,
	providerSession,
	roomOn,
	second,
	sessionOf,
} from "./testdata/identity-ground.ts";

describe("in memory", () => suite(async () => fakeGround()));
eachPostgres((postgres) => suite(postgresGrounds(postgres).ground));

const refused = { code: "NOT_SIGNED_IN" };

function suite(makeGround: () => Promise<Ground>): void {
	test("of ten browsers with one link, one gets a session; it is found by its secret alone", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const { code } = await identity.makeSignInLink(organisation.id, owner.id);
		const tries = await Promise.allSettled(
			Array.from({ length: 10 }, () => identity.signInByLink(code, {})),
		);
		const begun = tries.flatMap((one) =>
			one.status === "fulfilled" ? [one.value] : [],
		);
		assert.equal(begun.length, 1);
		const [session] = begun;
		assert.ok(session);
		assert.match(session.secret, /^qds_[0-9a-z]{26}_[A-Za-z0-9_-]{43}$/);
		const open = await identity.findSession(session.secret);
		assert.equal(open.account.email, "ada@example.com");
		assert.ok(!JSON.stringify(open).includes("Hash"));
		const signedIn = await identity.enterOrganisation(open);
		assert.equal(signedIn?.organisation.id, organisation.id);
		assert.equal(signedIn?.person.id, owner.id);
		const last = session.secret.at(-2) === "A" ? "B" : "A";
		for (const wrong of [
			"",
			session.secret.slice(0, -2) + last + session.secret.at(-1),
			session.secret.replace("qds_", "qdt_"),
			`${session.secret} `,
			"qds_".padEnd(100_000, "0"),
		]) {
			await assert.rejects(identity.findSession(wrong), refused);
			await assert.rejects(identity.authenticate(wrong), refused);
		}
	});

	test("a session ends 12 hours after it was used last, and 7 days after it began", async () => {
		const { identity, clock } = roomOn(await makeGround());
		const { owner } = await first(identity);
		const hourMs = 3_600_000;
		const idle = await sessionOf(identity, owner);
		const used = await sessionOf(identity, owner);
		for (let hour = 11; hour < 7 * 24; hour += 11) {
			await clock.wind(11 * hourMs);
			await identity.findSession(used.secret);
			// The use is written down behind the request.
			await clock.wind(2000);
		}
		await assert.rejects(identity.findSession(idle.secret), refused);
		await clock.wind(11 * hourMs);
		await assert.rejects(identity.findSession(used.secret), refused);
	});

	test("a page that only looks whether it is signed in does not keep itself signed in", async () => {
		const { identity, clock } = roomOn(await makeGround());
		const { owner } = await first(identity);
		const { secret } = await sessionOf(identity, owner);
		for (let hour = 1; hour < 12; hour++) {
			await clock.wind(3_600_000);
			await identity.findSession(secret, { isUse: false });
		}
		await clock.wind(3_600_000);
		await assert.rejects(identity.findSession(secret), refused);
	});

	test("a session ended elsewhere ends here, with what it follows", async () => {
		const ground = await makeGround();
		const { identity, clock } = roomOn(ground);
		const { identity: replica } = roomOn(ground, { clock });
		const { owner } = await first(identity);
		const session = await sessionOf(identity, owner);
		const signedIn = await identity.enterOrganisation(session);
		assert.ok(signedIn);
		let ended = 0;
		identity.watchEnd(signedIn, () => {
			ended += 1;
		});
		await replica.endSession(session, session.session.id);
		await until(() => ended > 0, { what: "the watcher is told" });
		await assert.rejects(identity.findSession(session.secret), refused);
		assert.equal(
			await replica.endSession(session, session.session.id),
			undefined,
		);
		assert.equal(ended, 1);
		await clock.wind(2000);
		assert.equal(clock.pendingTimers, 0, "nothing is watched any more");
	});

	test("a fresh secret at every sign-in: the session a browser brought along is over, and only with its secret", async () => {
		const { identity } = roomOn(await makeGround());
		const { owner } = await first(identity);
		const planted = await providerSession(identity, "eve@evil.example");
		const other = await sessionOf(identity, owner);
		const link = async () =>
			(await identity.makeSignInLink(owner.organisationId, owner.id)).code;
		const begun = await identity.signInByLink(await link(), {
			earlierSecret: planted.secret,
		});
		assert.notEqual(begun.secret, planted.secret);
		await assert.rejects(identity.findSession(planted.secret), refused);
		for (const earlierSecret of [
			"",
			"nonsense",
			`${other.secret.slice(0, -9)}AAAAAAAAA`,
			"qds_".padEnd(100_000, "0"),
		])
			await identity.signInByLink(await link(), { earlierSecret });
		await identity.findSession(other.secret);
		await identity.findSession(begun.secret);
	});

	test("a link that a member made opens their organisation alone, and nothing it sets opens more", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, ada } = await first(identity);
		const globex = await second(identity);
		// Gil belongs to Globex. Ada adds him to Acme, and so holds a link that signs in as him.
		const person = await identity.addPerson(ada, organisation.id, {
			email: "gil@globex.example",
		});
		const stolen = await identity.signInByLink(
			(await identity.makeSignInLink(organisation.id, person.id, { by: ada }))
				.code,
			{},
		);
		const unknown = { code: "ORGANISATION_UNKNOWN" };
		const noWay = async (session: OpenSession) => {
			await assert.rejects(
				identity.enterOrganisation(session, globex.organisation.id),
				unknown,
			);
			const names = (await identity.listMemberships(session)).map(
				(one) => one.organisation.name,
			);
			assert.ok(!names.includes("Globex"));
			assert.notEqual(
				(await identity.enterOrganisation(session))?.organisation.id,
				globex.organisation.id,
			);
		};
		await noWay(stolen);
		// Neither by a password it sets, nor by an organisation it makes.
		await identity.setPassword(stolen, { password: "a password of hers" });
		const back = await identity.signInByPassword(
			{ email: "gil@globex.example", password: "a password of hers" },
			{},
		);
		await noWay(back);
		await identity.createOrganisation(back, "Hers");
		await noWay(await identity.findSession(back.secret));
		// It neither sees nor ends the sessions of the human behind the account.
		const seen = await identity.listSessions(stolen, { first: 50 });
		assert.ok(!seen.items.some(({ id }) => id === globex.session.session.id));
		assert.equal(
			await identity.endSession(stolen, globex.session.session.id),
			undefined,
		);
		await identity.endOtherSessions(stolen);
		await identity.findSession(globex.session.secret);
		// The human takes the password back without knowing it.
		await identity.setPassword(globex.session, {
			password: "a password of his",
		});
		await assert.rejects(
			identity.signInByPassword(
				{ email: "gil@globex.example", password: "a password of hers" },
				{},
			),
			{ code: "PASSWORD_REFUSED" },
		);
		const his = await identity.signInByPassword(
			{ email: "gil@globex.example", password: "a password of his" },
			{},
		);
		assert.ok(await identity.enterOrganisation(his, globex.organisation.id));
	});

	test("what a session makes it enters, also when it opens only some organisations", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const { code } = await identity.makeSignInLink(organisation.id, owner.id);
		const { secret } = await identity.signInByLink(code, {});
		const open = await identity.findSession(secret);
		const made = await identity.createOrganisation(open, "Mine");
		const now = await identity.findSession(secret);
		const signedIn = await identity.enterOrganisation(
			now,
			made.organisation.id,
		);
		assert.equal(signedIn?.person.role, "owner");
	});

	test("a removed person's session is nobody there at once, on every replica, and ends when no organisation is left", async () => {
		const ground = await makeGround();
		const { identity, clock } = roomOn(ground);
		const { identity: replica } = roomOn(ground, { clock });
		const { organisation, ada } = await first(identity);
		const globex = await second(identity);
		const gilHere = await identity.addPerson(ada, organisation.id, {
			email: "gil@globex.example",
		});
		const bob = await identity.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const bobs = await sessionOf(identity, bob);
		const { code } = await identity.makeSignInLink(organisation.id, gilHere.id);
		const byLink = await identity.signInByLink(code, {});
		const enter = async (secret: string) =>
			replica.enterOrganisation(
				await replica.findSession(secret),
				organisation.id,
			);
		const watched: string[] = [];
		for (const [name, secret] of [
			["gil", globex.session.secret],
			["bob", bobs.secret],
		] as const) {
			const signedIn = await enter(secret);
			assert.ok(signedIn);
			replica.watchEnd(signedIn, () => watched.push(name));
		}
		const elsewhere = await replica.enterOrganisation(
			globex.session,
			globex.organisation.id,
		);
		assert.ok(elsewhere);
		replica.watchEnd(elsewhere, () => watched.push("gil at Globex"));
		await identity.removePerson(ada, organisation.id, gilHere.email);
		await identity.removePerson(ada, organisation.id, bob.email);
		await until(() => watched.length === 2);
		assert.deepEqual(watched, ["gil", "bob"]);
		await assert.rejects(enter(globex.session.secret), {
			code: "ORGANISATION_UNKNOWN",
		});
		await assert.rejects(enter(bobs.secret), refused);
		await assert.rejects(identity.findSession(bobs.secret), refused);
		await assert.rejects(identity.findSession(byLink.secret), refused);
		const left = await identity.findSession(globex.session.secret);
		assert.equal(
			(await identity.enterOrganisation(left))?.organisation.name,
			"Globex",
		);
	});

	test("each organisation that a session enters has one record of it, however many enter at once", async () => {
		const ground = await makeGround();
		const { identity } = roomOn(ground);
		const { organisation, ada } = await first(identity);
		const globex = await second(identity);
		await identity.addPerson(ada, organisation.id, {
			email: "gil@globex.example",
		});
		await Promise.all(
			Array.from({ length: 8 }, () =>
				identity.enterOrganisation(globex.session, organisation.id),
			),
		);
		await identity.enterOrganisation(globex.session, globex.organisation.id);
		await identity.enterOrganisation(globex.session, organisation.id);
		for (const id of [organisation.id, globex.organisation.id]) {
			const codes = await auditCodesOf(ground, id);
			assert.equal(codes.filter((code) => code === "signed-in").length, 1);
		}
	});

	test("a session goes on where it was used last", async () => {
		const ground = await makeGround();
		const { identity, clock } = roomOn(ground);
		const { owner } = await first(identity);
		const { secret, ...open } = await sessionOf(identity, owner);
		const { organisation } = await identity.createOrganisation(
			open,
			"Umbrella",
		);
		await identity.enterOrganisation(
			await identity.findSession(secret),
			organisation.id,
		);
		const again = await identity.enterOrganisation(
			await identity.findSession(secret),
		);
		assert.equal(again?.organisation.name, "Umbrella");
		await clock.wind(2000);
		const { identity: replica } = roomOn(ground, { clock });
		await until(async () => {
			const there = await replica.enterOrganisation(
				await replica.findSession(secret),
			);
			await clock.wind(30_000);
			return there?.organisation.name === "Umbrella";
		});
		// A link begins where it was made for.
		const next = await sessionOf(identity, owner);
		assert.equal(next.session.organisationId, owner.organisationId);
	});

	test("an account has so many sessions at most: the one seen longest ago ends", async () => {
		const { identity, clock } = roomOn(await makeGround(), {
			settings: { maxSessions: 3 },
		});
		const { owner } = await first(identity);
		const begun: string[] = [];
		for (let i = 0; i < 3; i++) {
			begun.push((await sessionOf(identity, owner)).secret);
			await clock.wind(61_000);
		}
		// The oldest is used, so the second is the one seen longest ago.
		await identity.findSession(begun[0] ?? "");
		await clock.wind(2000);
		await sessionOf(identity, owner);
		const alive = await Promise.allSettled(
			begun.map((secret) => identity.findSession(secret)),
		);
		assert.deepEqual(
			alive.map(({ status }) => status),
			["fulfilled", "rejected", "fulfilled"],
		);
	});

	test("one's own sessions are listed page by page without what proves them, and all others ended at once", async () => {
		const ground = await makeGround();
		const { identity } = roomOn(ground);
		const { organisation, owner } = await first(identity);
		const globex = await second(identity);
		const mine = [];
		for (let i = 0; i < 5; i++) mine.push(await sessionOf(identity, owner));
		const [here] = mine;
		assert.ok(here);
		const page = await identity.listSessions(here, { first: 2 });
		assert.equal(page.items.length, 2);
		assert.ok(page.nextCursor);
		const rest = await identity.listSessions(here, {
			first: 50,
			after: page.nextCursor,
		});
		assert.deepEqual(
			[...page.items, ...rest.items].map(({ id }) => id),
			mine
				.map(({ session }) => session.id)
				.sort()
				.reverse(),
		);
		assert.deepEqual(Object.keys(page.items[0] ?? {}).sort(), [
			"address",
			"createdAt",
			"expiresAt",
			"id",
			"issuer",
			"lastSeenAt",
			"method",
			"organisationId",
			"userAgent",
		]);
		await assert.rejects(
			identity.listSessions(here, { first: 2, after: "tok_x" }),
			{ code: "INPUT_INVALID" },
		);
		assert.equal(
			await identity.endSession(here, globex.session.session.id),
			undefined,
			"another account's",
		);
		assert.equal(await identity.endOtherSessions(here, here.session.id), 4);
		assert.equal(await identity.endOtherSessions(here, here.session.id), 0);
		await identity.findSession(here.secret);
		await identity.findSession(globex.session.secret);
		for (const other of mine.slice(1))
			await assert.rejects(identity.findSession(other.secret), refused);
		assert.equal(
			(await auditCodesOf(ground, organisation.id))[0],
			"session.ended",
		);
	});

	test("what a browser says of itself is cut, never believed", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner } = await first(identity);
		const { code } = await identity.makeSignInLink(organisation.id, owner.id);
		const { session } = await identity.signInByLink(code, {
			userAgent: `\u0000<script>${"\ud83d\ude00".repeat(10_000)}`,
			address: "1".repeat(10_000),
		});
		assert.ok(session.userAgent.length <= 256);
		assert.ok(session.address.length <= 64);
	});

	test("whoever belongs nowhere has a session that enters nothing", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation } = await first(identity);
		const session = await providerSession(identity, "nobody@example.com");
		assert.equal(await identity.enterOrganisation(session), undefined);
		for (const id of [organisation.id, newId("organisation")])
			await assert.rejects(identity.enterOrganisation(session, id), {
				code: "ORGANISATION_UNKNOWN",
			});
	});

	test("whoever begins to follow after their end is told of it at once", async () => {
		const { identity } = roomOn(await makeGround());
		const { organisation, owner, ada } = await first(identity);
		const bob = await identity.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const me = await identity.enterOrganisation(
			await sessionOf(identity, owner),
		);
		const session = await sessionOf(identity, bob);
		const bobs = await identity.enterOrganisation(session);
		const { token } = await identity.makeApiToken(organisation.id, bob.id, "x");
		const byToken = await identity.authenticate(token);
		assert.ok(me && bobs);
		await identity.removePerson(ada, organisation.id, bob.email);
		const told: string[] = [];
		identity.watchEnd(me, () => told.push("me"));
		identity.watchEnd(bobs, () => told.push("session"));
		identity.watchEnd(byToken, () => told.push("token"));
		await until(() => told.length === 2);
		assert.deepEqual(told.sort(), ["session", "token"]);
	});

	test("news that was missed is made up for: what follows an ended session ends within a minute", async () => {
		const ground = await makeGround();
		const deaf: Ground = {
			...ground,
			news: { ...ground.news, follow: () => () => {} },
		};
		const { identity, clock } = roomOn(deaf);
		const { owner } = await first(identity);
		const [one, other] = [
			await sessionOf(identity, owner),
			await sessionOf(identity, owner),
		];
		const heard: string[] = [];
		for (const [name, session] of Object.entries({ one, other })) {
			const signedIn = await identity.enterOrganisation(session);
			assert.ok(signedIn);
			identity.watchEnd(signedIn, () => heard.push(name));
		}
		await identity.endSession(one, one.session.id);
		assert.deepEqual(heard, []);
		await clock.wind(60_000);
		await until(() => heard.length > 0);
		assert.deepEqual(heard, ["one"]);
		// The other one grows old without being used.
		await clock.wind(12 * 3_600_000);
		await until(() => heard.length > 1);
	});

	test("what ended is swept a day later, and nothing else", async () => {
		const ground = await makeGround();
		const { identity, clock } = roomOn(ground);
		const { organisation, owner, ada } = await first(identity);
		const session = await sessionOf(identity, owner);
		await identity.makeSignInLink(organisation.id, owner.id);
		const { invitation } = await identity.invitePerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		assert.equal(await identity.sweepEnded(), 0);
		await clock.wind(2 * 24 * 3_600_000);
		// Two links and a session that nobody used.
		assert.equal(await identity.sweepEnded(), 3);
		assert.equal(
			await ground.sessionStore.findSession(session.session.id),
			undefined,
		);
		assert.ok(await ground.invitationStore.findInvitation(invitation.id));
		await clock.wind(7 * 24 * 3_600_000);
		assert.equal(await identity.sweepEnded(), 1);
		assert.equal(await identity.sweepEnded(), 0);
	});
}
