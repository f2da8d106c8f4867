import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import { actorOf } from "./person.ts";
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
} from "./testdata/identity-ground.ts";

describe("in memory", () => suite(async () => fakeGround()));
eachPostgres((postgres) => suite(postgresGrounds(postgres).ground));

const refused = { code: "INVITATION_REFUSED" };

function suite(makeGround: () => Promise<Ground>): void {
	async function staged(email = "bob@example.com") {
		const ground = await makeGround();
		const room = roomOn(ground);
		const made = await first(room.identity);
		const { organisation, ada } = made;
		const invite = () =>
			room.identity.invitePerson(ada, organisation.id, {
				email,
				displayName: "Bob",
				groups: ["sre"],
			});
		return { ...room, ...made, ground, invite };
	}

	test("an invited email joins once, as it was invited", async () => {
		const { identity, organisation, ground, invite } = await staged();
		const { code, invitation } = await invite();
		assert.match(code, /^qdi_[0-9a-z]{26}_[A-Za-z0-9_-]{43}$/);
		assert.equal(invitation.inviter, "ada@example.com");
		const session = await providerSession(identity, "BOB@example.com");
		const joined = await identity.acceptInvitation(session, code);
		assert.equal(joined.organisation.id, organisation.id);
		assert.equal(joined.person.displayName, "Bob");
		assert.deepEqual(joined.person.groups, ["sre"]);
		assert.equal(joined.person.role, "member");
		assert.ok(await identity.enterOrganisation(session, organisation.id));
		await assert.rejects(identity.acceptInvitation(session, code), refused);
		const open = await identity.listInvitations(organisation.id, { first: 9 });
		assert.deepEqual(open.items, []);
		assert.deepEqual(
			(await auditCodesOf(ground, organisation.id)).slice(0, 3),
			["signed-in", "invitation.accepted", "invitation.made"],
		);
	});

	test("is shown to its bearer until it is used, replaced, withdrawn or late", async () => {
		const { identity, organisation, ada, clock, invite } = await staged();
		const replaced = await invite();
		const { code, invitation } = await invite();
		const shown = await identity.showInvitation(code);
		assert.equal(shown.organisation.name, organisation.name);
		assert.equal(shown.email, "bob@example.com");
		assert.equal(shown.inviter, "ada@example.com");
		assert.deepEqual(shown.expiresAt, invitation.expiresAt);
		for (const wrong of [replaced.code, `${code}x`, code.slice(0, -1), ""])
			await assert.rejects(identity.showInvitation(wrong), refused);
		await identity.withdrawInvitation(ada, organisation.id, invitation.id);
		await assert.rejects(identity.showInvitation(code), refused);
		const used = await invite();
		await identity.acceptByLink(used.code, {});
		await assert.rejects(identity.showInvitation(used.code), refused);
		const late = await identity.invitePerson(ada, organisation.id, {
			email: "late@example.com",
		});
		await clock.wind(7 * 86_400_000 - 1);
		assert.ok(await identity.showInvitation(late.code));
		await clock.wind(1);
		await assert.rejects(identity.showInvitation(late.code), refused);
	});

	test("of many acceptances at once one wins", async () => {
		const { identity, organisation, invite } = await staged();
		const { code } = await invite();
		const session = await providerSession(identity, "bob@example.com");
		const tries = await Promise.allSettled([
			...Array.from({ length: 4 }, () => identity.acceptByLink(code, {})),
			...Array.from({ length: 4 }, () =>
				identity.acceptInvitation(session, code),
			),
		]);
		assert.equal(tries.filter((one) => one.status === "fulfilled").length, 1);
		for (const one of tries)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "INVITATION_REFUSED");
		assert.equal(await identity.countPeople(organisation.id), 2);
	});

	test("another's, a used, withdrawn, replaced, late, altered or made-up invitation lets nobody in", async () => {
		const { identity, organisation, ada, clock, invite } = await staged();
		const session = await providerSession(identity, "bob@example.com");
		const accept = (code: string) => identity.acceptInvitation(session, code);
		const replaced = await invite();
		const withdrawn = await invite();
		await identity.withdrawInvitation(
			ada,
			organisation.id,
			withdrawn.invitation.id,
		);
		const late = await invite();
		const flipped = late.code.at(-2) === "A" ? "B" : "A";
		for (const code of [
			replaced.code,
			withdrawn.code,
			late.code.slice(0, -2) + flipped + late.code.at(-1),
			late.code.replace("qdi_", "qdl_"),
			`${late.code} `,
			"",
			"qdi_".padEnd(100_000, "0"),
		]) {
			await assert.rejects(accept(code), refused);
			await assert.rejects(identity.acceptByLink(code, {}), refused);
		}
		const eve = await providerSession(identity, "eve@example.com");
		await assert.rejects(identity.acceptInvitation(eve, late.code), {
			code: "INVITATION_FOR_ANOTHER",
		});
		await clock.wind(7 * 24 * 3_600_000);
		await assert.rejects(accept(late.code), refused);
		await assert.rejects(identity.acceptByLink(late.code, {}), refused);
		await assert.rejects(
			identity.withdrawInvitation(ada, organisation.id, late.invitation.id),
			{ code: "INVITATION_NOT_FOUND" },
		);
		assert.equal(await identity.countPeople(organisation.id), 1);
	});

	test("an invitation stays open for whoever is refused for another reason", async () => {
		const { identity, organisation, ada, invite } = await staged();
		const { code } = await invite();
		const session = await providerSession(identity, "bob@example.com");
		const member = await identity.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		await assert.rejects(identity.acceptInvitation(session, code), {
			code: "PERSON_EXISTS",
		});
		await assert.rejects(invite(), { code: "PERSON_EXISTS" });
		await identity.removePerson(ada, organisation.id, member.email);
		await identity.acceptInvitation(
			await providerSession(identity, "bob@example.com"),
			code,
		);
	});

	test("the link alone makes the account, and a session that opens this organisation and no other", async () => {
		const { identity, organisation, invite } =
			await staged("gil@globex.example");
		const globex = await second(identity);
		const { code } = await invite();
		const session = await identity.acceptByLink(code, { userAgent: "test" });
		assert.equal(session.account.id, globex.session.account.id);
		assert.equal(session.session.method, "link");
		const signedIn = await identity.enterOrganisation(session);
		assert.equal(signedIn?.organisation.id, organisation.id);
		await assert.rejects(
			identity.enterOrganisation(session, globex.organisation.id),
			{ code: "ORGANISATION_UNKNOWN" },
		);
		const fresh = await identity.invitePerson(
			actorOf(globex.person),
			globex.organisation.id,
			{ email: "new@example.com" },
		);
		const made = await identity.acceptByLink(fresh.code, {});
		assert.equal(made.account.email, "new@example.com");
	});

	test("who was removed lets nobody in any more", async () => {
		const { identity, organisation, ada } = await staged();
		const mallory = await identity.addPerson(ada, organisation.id, {
			email: "mallory@example.com",
		});
		const { code } = await identity.invitePerson(
			actorOf(mallory),
			organisation.id,
			{ email: "mallory2@example.com" },
		);
		await identity.removePerson(ada, organisation.id, mallory.email);
		await assert.rejects(identity.acceptByLink(code, {}), refused);
	});

	test("who is removed at the moment they invite leaves no open invitation", async () => {
		const { identity, organisation, ada } = await staged();
		for (let i = 0; i < 5; i++) {
			const email = `mallory${i}@example.com`;
			const mallory = await identity.addPerson(ada, organisation.id, { email });
			await Promise.allSettled([
				identity.invitePerson(actorOf(mallory), organisation.id, {
					email: `again${i}@example.com`,
				}),
				identity.removePerson(ada, organisation.id, email),
			]);
		}
		const open = await identity.listInvitations(organisation.id, { first: 9 });
		assert.deepEqual(open.items, []);
	});

	test("many invitations of one email at once leave one open; lists are paged and one's own", async () => {
		const { identity, organisation, ada, invite } = await staged();
		const globex = await second(identity);
		await Promise.all(Array.from({ length: 5 }, invite));
		for (let i = 0; i < 4; i++)
			await identity.invitePerson(ada, organisation.id, {
				email: `p${i}@example.com`,
			});
		const page = await identity.listInvitations(organisation.id, { first: 3 });
		assert.equal(page.items.length, 3);
		const rest = await identity.listInvitations(organisation.id, {
			first: 3,
			after: page.nextCursor,
		});
		const all = [...page.items, ...rest.items];
		assert.equal(new Set(all.map(({ email }) => email)).size, 5);
		assert.equal(rest.nextCursor, undefined);
		assert.ok(!JSON.stringify(all).includes("Hash"));
		const theirs = await identity.listInvitations(globex.organisation.id, {
			first: 9,
		});
		assert.deepEqual(theirs.items, []);
		const [one] = all;
		assert.ok(one);
		for (const [actor, organisationId, id] of [
			[globex.gil, globex.organisation.id, one.id],
			[ada, organisation.id, newId("invitation")],
		] as const)
			await assert.rejects(
				identity.withdrawInvitation(actor, organisationId, id),
				{ code: "INVITATION_NOT_FOUND" },
			);
		await assert.rejects(
			identity.withdrawInvitation(globex.gil, organisation.id, one.id),
			{ code: "PERSON_NOT_FOUND" },
		);
		await assert.rejects(
			identity.listInvitations(organisation.id, { first: 3, after: "x" }),
			{ code: "INPUT_INVALID" },
		);
	});
}
