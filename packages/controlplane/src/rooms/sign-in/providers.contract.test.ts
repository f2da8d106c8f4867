import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import fc from "fast-check";
import {
	first,
	providerSession,
	type RoomParts,
	roomPartsOn,
	roomsOn,
	second,
} from "./people-and-sign-in.fixture.ts";

eachPostgres((postgres) => suite(roomPartsOn(postgres)));

function suite(makeParts: () => Promise<RoomParts>): void {
	test("a verified email finds the account that people were added by; it is in their organisation", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const session = await providerSession(signIn, "ADA@example.com");
		assert.equal(session.account.id, owner.accountId);
		assert.equal(session.session.method, "provider");
		const signedIn = await signIn.enterOrganisation(session);
		assert.equal(signedIn?.person.id, owner.id);
		assert.equal(signedIn?.organisation.id, organisation.id);
	});

	test("all organisations of an account hear once that a provider account was linked to it, and by which provider somebody came in", async () => {
		const parts = await makeParts();
		const { people, signIn, clock } = roomsOn(parts);
		const acme = await first({ people });
		const globex = await second({ people, signIn });
		for (const [actor, { organisation }] of [
			[acme.ada, acme],
			[globex.gil, globex],
		] as const) {
			await people.addPerson(actor, organisation.id, {
				email: "bob@example.com",
			});
			// A sign-in enters the organisation that was joined first.
			await clock.wind(1000);
		}
		const given = { issuer: "https://other.example", subject: "s1" };
		for (let i = 0; i < 2; i++) {
			const session = await providerSession(signIn, "bob@example.com", given);
			await signIn.enterOrganisation(session, globex.organisation.id);
		}
		for (const { organisation } of [acme, globex]) {
			const page = await parts.audit.listRecords(
				organisation.id,
				{},
				{ first: 50 },
			);
			const bobs = page.items.filter(
				({ who }) => "email" in who && who.email === "bob@example.com",
			);
			const linked = bobs.filter(({ code }) => code === "identity.linked");
			assert.deepEqual(
				linked.map(({ facts }) => facts),
				[{ ...given, email: "bob@example.com" }],
			);
			const entered = bobs.filter(({ code }) => code === "signed-in");
			assert.equal(entered.length, 2);
			for (const { facts } of entered) assert.equal(facts.issuer, given.issuer);
		}
	});

	test("an email that the provider did not verify opens nothing and makes nothing", async () => {
		const parts = await makeParts();
		const { people, signIn } = roomsOn(parts);
		await first({ people });
		for (const emailVerified of [false, undefined, "true", 1] as never[])
			for (const email of ["ada@example.com", "new@example.com"])
				await assert.rejects(
					providerSession(signIn, email, { emailVerified }),
					{ code: "EMAIL_UNVERIFIED" },
				);
		assert.equal(
			await parts.accountStore.findAccountByEmail("new@example.com"),
			undefined,
		);
	});

	test("claims that cannot be are refused", async () => {
		const { signIn } = roomsOn(await makeParts());
		for (const bad of [
			{ issuer: "" },
			{ subject: "" },
			{ subject: "x".repeat(513) },
			{ email: "" },
			{ email: "a b@c" },
			{ email: "ada@example.com\u0000" },
			{ email: "\u212Aim@example.com" },
			{ email: "ada@\u0130nc.example" },
		])
			await assert.rejects(providerSession(signIn, "ada@example.com", bad), {
				code: "INPUT_INVALID",
			});
		const session = await providerSession(signIn, "eve@example.com", {
			displayName: `\u0007${"x".repeat(10_000)}`,
		});
		assert.equal(session.account.displayName, "eve@example.com");
	});

	test("an address that was given to another opens nothing of who had it", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { owner } = await first({ people });
		const before = await providerSession(signIn, owner.email, {
			subject: "one",
		});
		await assert.rejects(
			providerSession(signIn, owner.email, { subject: "two" }),
			{ code: "EMAIL_HELD" },
		);
		const again = await providerSession(signIn, owner.email, {
			subject: "one",
		});
		assert.equal(again.account.id, before.account.id);
		// Another issuer that verified the address is another proof of the same account.
		const other = await providerSession(signIn, owner.email, {
			issuer: "https://other.example",
			subject: "two",
		});
		assert.equal(other.account.id, before.account.id);
	});

	test("who changed their email at the provider keeps the account and its email, and nobody else gets the new one", async () => {
		const { people, signIn } = roomsOn(await makeParts());
		const { owner } = await first({ people });
		const subject = "one";
		await providerSession(signIn, owner.email, { subject });
		const married = await providerSession(signIn, "ada.b@example.com", {
			subject,
		});
		assert.equal(married.account.id, owner.accountId);
		assert.equal(married.account.email, "ada@example.com");
		for (const email of ["ada.b@example.com", "ada@example.com"])
			await assert.rejects(providerSession(signIn, email, { subject: "two" }), {
				code: "EMAIL_HELD",
			});
		// Neither an unverified nor a broken email keeps out whoever is known.
		for (const claims of [
			{ email: "", emailVerified: true },
			{ email: "eve@example.com", emailVerified: false },
		]) {
			const known = await providerSession(signIn, "", { subject, ...claims });
			assert.equal(known.account.id, owner.accountId);
		}
		const eve = await providerSession(signIn, "eve@example.com");
		assert.notEqual(eve.account.id, owner.accountId);
	});

	test("the same subject at once is one account; two subjects with one email are not both let in", async () => {
		const { signIn } = roomsOn(await makeParts());
		const same = await Promise.all(
			Array.from({ length: 6 }, () =>
				providerSession(signIn, "bob@example.com"),
			),
		);
		assert.equal(new Set(same.map(({ account }) => account.id)).size, 1);
		const both = await Promise.allSettled(
			Array.from({ length: 6 }, (_, i) =>
				providerSession(signIn, "cyd@example.com", { subject: `${i}` }),
			),
		);
		assert.equal(both.filter((one) => one.status === "fulfilled").length, 1);
		for (const one of both)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "EMAIL_HELD");
	});

	test("whatever providers say in whatever order, a subject keeps its account and an account has one subject of each issuer", async () => {
		const claims = fc.record({
			issuer: fc.constantFrom("https://a.example", "https://b.example"),
			subject: fc.constantFrom("1", "2", "3"),
			email: fc.constantFrom("x@example.com", "y@example.com", "z@example.com"),
			emailVerified: fc.boolean(),
		});
		const parts = await makeParts();
		let run = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(claims, { maxLength: 12 }), async (said) => {
				const { signIn } = roomsOn(parts);
				run += 1;
				const accountOf = new Map<string, string>();
				const subjectOf = new Map<string, string>();
				for (const one of said) {
					const issuer = `${one.issuer}/${run}`;
					const session = await signIn
						.signInByProvider(
							{ ...one, issuer, email: `${run}.${one.email}` },
							{},
						)
						.catch((error) => {
							assert.match(error.code, /^EMAIL_(HELD|UNVERIFIED)$/);
						});
					if (!session) continue;
					const { id } = session.account;
					const who = `${issuer} ${one.subject}`;
					assert.equal(accountOf.get(who) ?? id, id);
					accountOf.set(who, id);
					const held = `${issuer} ${id}`;
					assert.equal(subjectOf.get(held) ?? one.subject, one.subject);
					subjectOf.set(held, one.subject);
				}
			}),
			{ numRuns: 25 },
		);
	});
}
