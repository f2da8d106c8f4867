import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres, until } from "@quarterdeck/testkit";
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
} from "./people-and-sign-in.fixture.ts";
import type { OpenSession } from "./session.ts";

eachPostgres((postgres) => suite(roomPartsOn(postgres)));

const refused = { code: "NOT_SIGNED_IN" };

function suite(makeParts: () => Promise<RoomParts>): void {
	test("of ten browsers with one link, one gets a session; it is found by its secret alone", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const { code } = await signIn.makeSignInLink(organisation.id, owner.id);
		const tries = await Promise.allSettled(
			Array.from({ length: 10 }, () => signIn.signInByLink(code, {})),
		);
		const begun = tries.flatMap((one) =>
			one.status === "fulfilled" ? [one.value] : [],
		);
		assert.equal(begun.length, 1);
		const [session] = begun;
		assert.ok(session);
		assert.match(session.secret, /^qds_[0-9a-z]{26}_[A-Za-z0-9_-]{43}$/);
		const open = await signIn.findSession(session.secret);
		assert.equal(open.account.email, "ada@example.com");
		assert.ok(!JSON.stringify(open).includes("Hash"));
		const signedIn = await signIn.enterOrganisation(open);
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
			await assert.rejects(signIn.findSession(wrong), refused);
			await assert.rejects(signIn.authenticate(wrong), refused);
		}
	});

	test("a session ends 12 hours after it was used last, and 7 days after it began", async () => {
		const { people, signIn, clock } = roomsOn(await makeParts());
		const { owner } = await first({ people });
		const hourMs = 3_600_000;
		const idle = await sessionOf(signIn, owner);
		const used = await sessionOf(signIn, owner);
		for (let hour = 11; hour < 7 * 24; hour += 11) {
			await clock.wind(11 * hourMs);
			await signIn.findSession(used.secret);
			// The use is written down behind the request.
			await clock.wind(2000);
		}
		await assert.rejects(signIn.findSession(idle.secret), refused);
		await clock.wind(11 * hourMs);
		await assert.rejects(signIn.findSession(used.secret), refused);
	});

	test("a page that only looks whether it is signed in does not keep itself signed in", async () => {
		const { people, signIn, clock } = roomsOn(await makeParts());
		const { owner } = await first({ people });
		const { secret } = await sessionOf(signIn, owner);
		for (let hour = 1; hour < 12; hour++) {
			await clock.wind(3_600_000);
			await signIn.findSession(secret, { isUse: false });
		}
		await clock.wind(3_600_000);
		await assert.rejects(signIn.findSession(secret), refused);
	});

	test("a session ended elsewhere ends here, with what it follows", async () => {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts);
		const { signIn: replica } = roomsOn(parts, { clock });
		const { owner } = await first({ people });
		const session = await sessionOf(signIn, owner);
		const signedIn = await signIn.enterOrganisation(session);
		assert.ok(signedIn);
		let ended = 0;
		signIn.watchEnd(signedIn, () => {
			ended += 1;
		});
		await replica.endSession(session, session.session.id);
		await until(() => ended > 0, { what: "the watcher is told" });
		await assert.rejects(signIn.findSession(session.secret), refused);
		assert.equal(
			await replica.endSession(session, session.session.id),
			undefined,
		);
		assert.equal(ended, 1);
		await clock.wind(2000);
		assert.equal(clock.pendingTimers, 0, "nothing is watched any more");
	});

	test("a fresh secret at every sign-in: the session a browser brought along is over, and only with its secret", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { owner } = await first({ people });
		const planted = await providerSession(signIn, "eve@evil.example");
		const other = await sessionOf(signIn, owner);
		const link = async () =>
			(await signIn.makeSignInLink(owner.organisationId, owner.id)).code;
		const begun = await signIn.signInByLink(await link(), {
			earlierSecret: planted.secret,
		});
		assert.notEqual(begun.secret, planted.secret);
		await assert.rejects(signIn.findSession(planted.secret), refused);
		for (const earlierSecret of [
			"",
			"nonsense",
			`${other.secret.slice(0, -9)}AAAAAAAAA`,
			"qds_".padEnd(100_000, "0"),
		])
			await signIn.signInByLink(await link(), { earlierSecret });
		await signIn.findSession(other.secret);
		await signIn.findSession(begun.secret);
	});

	test("a link that a member made opens their organisation alone, and nothing it sets opens more", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, ada } = await first({ people });
		const globex = await second({ people, signIn });
		// Gil belongs to Globex. Ada adds him to Acme, and so holds a link that signs in as him.
		const person = await people.addPerson(ada, organisation.id, {
			email: "gil@globex.example",
		});
		const stolen = await signIn.signInByLink(
			(await signIn.makeSignInLink(organisation.id, person.id, { by: ada }))
				.code,
			{},
		);
		const unknown = { code: "ORGANISATION_UNKNOWN" };
		const noWay = async (session: OpenSession) => {
			await assert.rejects(
				signIn.enterOrganisation(session, globex.organisation.id),
				unknown,
			);
			const names = (await people.listMemberships(session)).map(
				(one) => one.organisation.name,
			);
			assert.ok(!names.includes("Globex"));
			assert.notEqual(
				(await signIn.enterOrganisation(session))?.organisation.id,
				globex.organisation.id,
			);
		};
		await noWay(stolen);
		// Neither by a password it sets, nor by an organisation it makes.
		await signIn.setPassword(stolen, { password: "a password of hers" });
		const back = await signIn.signInByPassword(
			{ email: "gil@globex.example", password: "a password of hers" },
			{},
		);
		await noWay(back);
		await people.createOrganisation(back, "Hers");
		await noWay(await signIn.findSession(back.secret));
		// It neither sees nor ends the sessions of the human behind the account.
		const seen = await signIn.listSessions(stolen, { first: 50 });
		assert.ok(!seen.items.some(({ id }) => id === globex.session.session.id));
		assert.equal(
			await signIn.endSession(stolen, globex.session.session.id),
			undefined,
		);
		await signIn.endOtherSessions(stolen);
		await signIn.findSession(globex.session.secret);
		// The human takes the password back without knowing it.
		await signIn.setPassword(globex.session, {
			password: "a password of his",
		});
		await assert.rejects(
			signIn.signInByPassword(
				{ email: "gil@globex.example", password: "a password of hers" },
				{},
			),
			{ code: "PASSWORD_REFUSED" },
		);
		const his = await signIn.signInByPassword(
			{ email: "gil@globex.example", password: "a password of his" },
			{},
		);
		assert.ok(await signIn.enterOrganisation(his, globex.organisation.id));
	});

	test("what a session makes it enters, also when it opens only some organisations", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const { code } = await signIn.makeSignInLink(organisation.id, owner.id);
		const { secret } = await signIn.signInByLink(code, {});
		const open = await signIn.findSession(secret);
		const made = await people.createOrganisation(open, "Mine");
		const now = await signIn.findSession(secret);
		const signedIn = await signIn.enterOrganisation(now, made.organisation.id);
		assert.equal(signedIn?.person.role, "owner");
	});

	test("a removed person's session is nobody there at once, on every replica, and ends when no organisation is left", async () => {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts);
		const { signIn: replica } = roomsOn(parts, { clock });
		const { organisation, ada } = await first({ people });
		const globex = await second({ people, signIn });
		const gilHere = await people.addPerson(ada, organisation.id, {
			email: "gil@globex.example",
		});
		const bob = await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const bobs = await sessionOf(signIn, bob);
		const { code } = await signIn.makeSignInLink(organisation.id, gilHere.id);
		const byLink = await signIn.signInByLink(code, {});
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
		await people.removePerson(ada, organisation.id, gilHere.email);
		await people.removePerson(ada, organisation.id, bob.email);
		await until(() => watched.length === 2);
		// Both may be found by one look.
		assert.deepEqual(watched.sort(), ["bob", "gil"]);
		await assert.rejects(enter(globex.session.secret), {
			code: "ORGANISATION_UNKNOWN",
		});
		await assert.rejects(enter(bobs.secret), refused);
		await assert.rejects(signIn.findSession(bobs.secret), refused);
		await assert.rejects(signIn.findSession(byLink.secret), refused);
		const left = await signIn.findSession(globex.session.secret);
		assert.equal(
			(await signIn.enterOrganisation(left))?.organisation.name,
			"Globex",
		);
	});

	test("each organisation that a session enters has one record of it, however many enter at once", async () => {
		const parts = await makeParts();
		const { people, signIn } = roomsOn(parts);
		const { organisation, ada } = await first({ people });
		const globex = await second({ people, signIn });
		await people.addPerson(ada, organisation.id, {
			email: "gil@globex.example",
		});
		await Promise.all(
			Array.from({ length: 8 }, () =>
				signIn.enterOrganisation(globex.session, organisation.id),
			),
		);
		await signIn.enterOrganisation(globex.session, globex.organisation.id);
		await signIn.enterOrganisation(globex.session, organisation.id);
		for (const id of [organisation.id, globex.organisation.id]) {
			const codes = await auditCodesOf(parts, id);
			assert.equal(codes.filter((code) => code === "signed-in").length, 1);
		}
	});

	test("a session goes on where it was used last", async () => {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts);
		const { owner } = await first({ people });
		const { secret, ...open } = await sessionOf(signIn, owner);
		const { organisation } = await people.createOrganisation(open, "Umbrella");
		await signIn.enterOrganisation(
			await signIn.findSession(secret),
			organisation.id,
		);
		const again = await signIn.enterOrganisation(
			await signIn.findSession(secret),
		);
		assert.equal(again?.organisation.name, "Umbrella");
		await clock.wind(2000);
		const { signIn: replica } = roomsOn(parts, { clock });
		await until(async () => {
			const there = await replica.enterOrganisation(
				await replica.findSession(secret),
			);
			await clock.wind(30_000);
			return there?.organisation.name === "Umbrella";
		});
		// A link begins where it was made for.
		const next = await sessionOf(signIn, owner);
		assert.equal(next.session.organisationId, owner.organisationId);
	});

	test("an account has so many sessions at most: the one seen longest ago ends", async () => {
		const { people, signIn, clock } = roomsOn(await makeParts(), {
			settings: { maxSessions: 3 },
		});
		const { owner } = await first({ people });
		const begun: string[] = [];
		for (let i = 0; i < 3; i++) {
			begun.push((await sessionOf(signIn, owner)).secret);
			await clock.wind(61_000);
		}
		// The oldest is used, so the second is the one seen longest ago.
		await signIn.findSession(begun[0] ?? "");
		await clock.wind(2000);
		await sessionOf(signIn, owner);
		const alive = await Promise.allSettled(
			begun.map((secret) => signIn.findSession(secret)),
		);
		assert.deepEqual(
			alive.map(({ status }) => status),
			["fulfilled", "rejected", "fulfilled"],
		);
	});

	test("one's own sessions are listed page by page without what proves them, and all others ended at once", async () => {
		const parts = await makeParts();
		const { people, signIn } = roomsOn(parts);
		const { organisation, owner } = await first({ people });
		const globex = await second({ people, signIn });
		const mine = [];
		for (let i = 0; i < 5; i++) mine.push(await sessionOf(signIn, owner));
		const [here] = mine;
		assert.ok(here);
		const page = await signIn.listSessions(here, { first: 2 });
		assert.equal(page.items.length, 2);
		assert.ok(page.nextCursor);
		const rest = await signIn.listSessions(here, {
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
			signIn.listSessions(here, { first: 2, after: "tok_x" }),
			{ code: "INPUT_INVALID" },
		);
		assert.equal(
			await signIn.endSession(here, globex.session.session.id),
			undefined,
			"another account's",
		);
		assert.equal(await signIn.endOtherSessions(here, here.session.id), 4);
		assert.equal(await signIn.endOtherSessions(here, here.session.id), 0);
		await signIn.findSession(here.secret);
		await signIn.findSession(globex.session.secret);
		for (const other of mine.slice(1))
			await assert.rejects(signIn.findSession(other.secret), refused);
		assert.equal(
			(await auditCodesOf(parts, organisation.id))[0],
			"session.ended",
		);
	});

	test("what a browser says of itself is cut, never believed", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const { code } = await signIn.makeSignInLink(organisation.id, owner.id);
		const { session } = await signIn.signInByLink(code, {
			userAgent: `\u0000<script>${"\ud83d\ude00".repeat(10_000)}`,
			address: "1".repeat(10_000),
		});
		assert.ok(session.userAgent.length <= 256);
		assert.ok(session.address.length <= 64);
	});

	test("whoever belongs nowhere has a session that enters nothing", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation } = await first({ people });
		const session = await providerSession(signIn, "nobody@example.com");
		assert.equal(await signIn.enterOrganisation(session), undefined);
		for (const id of [organisation.id, newId("organisation")])
			await assert.rejects(signIn.enterOrganisation(session, id), {
				code: "ORGANISATION_UNKNOWN",
			});
	});

	test("whoever begins to follow after their end is told of it at once", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, owner, ada } = await first({ people });
		const bob = await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		const me = await signIn.enterOrganisation(await sessionOf(signIn, owner));
		const session = await sessionOf(signIn, bob);
		const bobs = await signIn.enterOrganisation(session);
		const { token } = await signIn.makeApiToken(organisation.id, bob.id, "x");
		const byToken = await signIn.authenticate(token);
		assert.ok(me && bobs);
		await people.removePerson(ada, organisation.id, bob.email);
		const told: string[] = [];
		signIn.watchEnd(me, () => told.push("me"));
		signIn.watchEnd(bobs, () => told.push("session"));
		signIn.watchEnd(byToken, () => told.push("token"));
		await until(() => told.length === 2);
		assert.deepEqual(told.sort(), ["session", "token"]);
	});

	test("what ended is swept a day later, and nothing else", async () => {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts);
		const { organisation, owner, ada } = await first({ people });
		const session = await sessionOf(signIn, owner);
		await signIn.makeSignInLink(organisation.id, owner.id);
		const { invitation } = await people.invitePerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		assert.equal(await signIn.sweepEnded(), 0);
		await clock.wind(2 * 24 * 3_600_000);
		// Two links and a session that nobody used.
		assert.equal(await signIn.sweepEnded(), 3);
		assert.equal(
			await parts.sessionStore.findSession(session.session.id),
			undefined,
		);
		assert.ok(await parts.invitationStore.findInvitation(invitation.id));
		await clock.wind(7 * 24 * 3_600_000);
		assert.equal(await signIn.sweepEnded(), 1);
		assert.equal(await signIn.sweepEnded(), 0);
	});
}
