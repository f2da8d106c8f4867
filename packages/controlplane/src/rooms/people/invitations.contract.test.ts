import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import {
	auditCodesOf,
	first,
	newId,
	providerSession,
	type RoomParts,
	roomPartsOn,
	roomsOn,
	second,
} from "../sign-in/people-and-sign-in.fixture.ts";
import { actorOf } from "./person.ts";

eachPostgres((postgres) => suite(roomPartsOn(postgres)));

const refused = { code: "INVITATION_REFUSED" };

function suite(makeParts: () => Promise<RoomParts>): void {
	async function staged(email = "bob@example.com") {
		const parts = await makeParts();
		const room = roomsOn(parts);
		const made = await first(room);
		const { organisation, ada } = made;
		const invite = () =>
			room.people.invitePerson(ada, organisation.id, {
				email,
				displayName: "Bob",
				groups: ["sre"],
			});
		return { ...room, ...made, parts, invite };
	}

	test("an invited email joins once, as it was invited", async () => {
		const { people, signIn, organisation, parts, invite } = await staged();
		const { code, invitation } = await invite();
		assert.match(code, /^qdi_[0-9a-z]{26}_[A-Za-z0-9_-]{43}$/);
		assert.equal(invitation.inviter, "ada@example.com");
		const session = await providerSession(signIn, "BOB@example.com");
		const joined = await people.acceptInvitation(session, code);
		assert.equal(joined.organisation.id, organisation.id);
		assert.equal(joined.person.displayName, "Bob");
		assert.deepEqual(joined.person.groups, ["sre"]);
		assert.equal(joined.person.role, "member");
		assert.ok(await signIn.enterOrganisation(session, organisation.id));
		await assert.rejects(people.acceptInvitation(session, code), refused);
		const open = await people.listInvitations(organisation.id, { first: 9 });
		assert.deepEqual(open.items, []);
		assert.deepEqual((await auditCodesOf(parts, organisation.id)).slice(0, 3), [
			"signed-in",
			"invitation.accepted",
			"invitation.made",
		]);
	});

	test("is shown to its bearer until it is used, replaced, withdrawn or late", async () => {
		const { people, signIn, organisation, ada, clock, invite } = await staged();
		const replaced = await invite();
		const { code, invitation } = await invite();
		const shown = await people.showInvitation(code);
		assert.equal(shown.organisation.name, organisation.name);
		assert.equal(shown.email, "bob@example.com");
		assert.equal(shown.inviter, "ada@example.com");
		assert.deepEqual(shown.expiresAt, invitation.expiresAt);
		for (const wrong of [replaced.code, `${code}x`, code.slice(0, -1), ""])
			await assert.rejects(people.showInvitation(wrong), refused);
		await people.withdrawInvitation(ada, organisation.id, invitation.id);
		await assert.rejects(people.showInvitation(code), refused);
		const used = await invite();
		await signIn.acceptByLink(used.code, {});
		await assert.rejects(people.showInvitation(used.code), refused);
		const late = await people.invitePerson(ada, organisation.id, {
			email: "late@example.com",
		});
		await clock.wind(7 * 86_400_000 - 1);
		assert.ok(await people.showInvitation(late.code));
		await clock.wind(1);
		await assert.rejects(people.showInvitation(late.code), refused);
	});

	test("of many acceptances at once one wins", async () => {
		const { people, signIn, organisation, invite } = await staged();
		const { code } = await invite();
		const session = await providerSession(signIn, "bob@example.com");
		const tries = await Promise.allSettled([
			...Array.from({ length: 4 }, () => signIn.acceptByLink(code, {})),
			...Array.from({ length: 4 }, () =>
				people.acceptInvitation(session, code),
			),
		]);
		assert.equal(tries.filter((one) => one.status === "fulfilled").length, 1);
		for (const one of tries)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "INVITATION_REFUSED");
		assert.equal(await people.countPeople(organisation.id), 2);
	});

	test("another's, a used, withdrawn, replaced, late, altered or made-up invitation lets nobody in", async () => {
		const { people, signIn, organisation, ada, clock, invite } = await staged();
		const session = await providerSession(signIn, "bob@example.com");
		const accept = (code: string) => people.acceptInvitation(session, code);
		const replaced = await invite();
		const withdrawn = await invite();
		await people.withdrawInvitation(
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
			await assert.rejects(signIn.acceptByLink(code, {}), refused);
		}
		const eve = await providerSession(signIn, "eve@example.com");
		await assert.rejects(people.acceptInvitation(eve, late.code), {
			code: "INVITATION_FOR_ANOTHER",
		});
		await clock.wind(7 * 24 * 3_600_000);
		await assert.rejects(accept(late.code), refused);
		await assert.rejects(signIn.acceptByLink(late.code, {}), refused);
		await assert.rejects(
			people.withdrawInvitation(ada, organisation.id, late.invitation.id),
			{ code: "INVITATION_NOT_FOUND" },
		);
		assert.equal(await people.countPeople(organisation.id), 1);
	});

	test("an invitation stays open for whoever is refused for another reason", async () => {
		const { people, signIn, organisation, ada, invite } = await staged();
		const { code } = await invite();
		const session = await providerSession(signIn, "bob@example.com");
		const member = await people.addPerson(ada, organisation.id, {
			email: "bob@example.com",
		});
		await assert.rejects(people.acceptInvitation(session, code), {
			code: "PERSON_EXISTS",
		});
		await assert.rejects(invite(), { code: "PERSON_EXISTS" });
		await people.removePerson(ada, organisation.id, member.email);
		await people.acceptInvitation(
			await providerSession(signIn, "bob@example.com"),
			code,
		);
	});

	test("the link alone makes the account, and a session that opens this organisation and no other", async () => {
		const { people, signIn, organisation, invite } =
			await staged("gil@globex.example");
		const globex = await second({ people, signIn });
		const { code } = await invite();
		const session = await signIn.acceptByLink(code, { userAgent: "test" });
		assert.equal(session.account.id, globex.session.account.id);
		assert.equal(session.session.method, "link");
		const signedIn = await signIn.enterOrganisation(session);
		assert.equal(signedIn?.organisation.id, organisation.id);
		await assert.rejects(
			signIn.enterOrganisation(session, globex.organisation.id),
			{ code: "ORGANISATION_UNKNOWN" },
		);
		const fresh = await people.invitePerson(
			actorOf(globex.person),
			globex.organisation.id,
			{ email: "new@example.com" },
		);
		const made = await signIn.acceptByLink(fresh.code, {});
		assert.equal(made.account.email, "new@example.com");
	});

	test("who was removed lets nobody in any more", async () => {
		const { people, signIn, organisation, ada } = await staged();
		const mallory = await people.addPerson(ada, organisation.id, {
			email: "mallory@example.com",
		});
		const { code } = await people.invitePerson(
			actorOf(mallory),
			organisation.id,
			{ email: "mallory2@example.com" },
		);
		await people.removePerson(ada, organisation.id, mallory.email);
		await assert.rejects(signIn.acceptByLink(code, {}), refused);
	});

	test("who is removed at the moment they invite leaves no open invitation", async () => {
		const { people, organisation, ada } = await staged();
		for (let i = 0; i < 5; i++) {
			const email = `mallory${i}@example.com`;
			const mallory = await people.addPerson(ada, organisation.id, { email });
			await Promise.allSettled([
				people.invitePerson(actorOf(mallory), organisation.id, {
					email: `again${i}@example.com`,
				}),
				people.removePerson(ada, organisation.id, email),
			]);
		}
		const open = await people.listInvitations(organisation.id, { first: 9 });
		assert.deepEqual(open.items, []);
	});

	test("many invitations of one email at once leave one open; lists are paged and one's own", async () => {
		const { people, signIn, organisation, ada, invite } = await staged();
		const globex = await second({ people, signIn });
		await Promise.all(Array.from({ length: 5 }, invite));
		for (let i = 0; i < 4; i++)
			await people.invitePerson(ada, organisation.id, {
				email: `p${i}@example.com`,
			});
		const page = await people.listInvitations(organisation.id, { first: 3 });
		assert.equal(page.items.length, 3);
		const rest = await people.listInvitations(organisation.id, {
			first: 3,
			after: page.nextCursor,
		});
		const all = [...page.items, ...rest.items];
		assert.equal(new Set(all.map(({ email }) => email)).size, 5);
		assert.equal(rest.nextCursor, undefined);
		assert.ok(!JSON.stringify(all).includes("Hash"));
		const theirs = await people.listInvitations(globex.organisation.id, {
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
				people.withdrawInvitation(actor, organisationId, id),
				{ code: "INVITATION_NOT_FOUND" },
			);
		await assert.rejects(
			people.withdrawInvitation(globex.gil, organisation.id, one.id),
			{ code: "PERSON_NOT_FOUND" },
		);
		await assert.rejects(
			people.listInvitations(organisation.id, { first: 3, after: "x" }),
			{ code: "INPUT_INVALID" },
		);
	});
}
