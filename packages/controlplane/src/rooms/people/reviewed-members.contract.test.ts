import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres, until } from "@quarterdeck/testkit";
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
} from "../sign-in/people-and-sign-in.fixture.ts";
import type { NewInvitation } from "./people.ts";
import { createPgPeopleStore } from "./people-store.pg.ts";
import { actorOf } from "./person.ts";
import type { ProvenActor } from "./proven-actor.ts";

eachPostgres((postgres) => suite(roomPartsOn(postgres)));

const waits = { code: "INVITATION_WAITS" };
const notIndependent = { code: "APPROVER_NOT_INDEPENDENT" };
const notFound = { code: "INVITATION_NOT_FOUND" };

function suite(makeParts: () => Promise<RoomParts>): void {
	/** Acme of Ada and Bob, who both were there when the review began. */
	async function staged() {
		const parts = await makeParts();
		const review = { isOn: false };
		const room = roomsOn(parts, { isReviewed: () => review.isOn });
		const { organisation, ada } = await first(room);
		const { people, signIn } = room;
		const bob = actorOf(
			await people.addPerson(ada, organisation.id, {
				email: "bob@example.com",
			}),
		);
		await room.clock.wind(1);
		review.isOn = true;
		const invite = (by: typeof ada, name: string) =>
			people.invitePerson(by, organisation.id, {
				email: `${name}@example.com`,
			});
		const approve = (by: ProvenActor, { invitation }: NewInvitation) =>
			people.approveInvitation(by, organisation.id, invitation.id);
		/** Accepts by the link alone, as whoever made it could. */
		const join = async ({ code }: NewInvitation) => {
			const session = await signIn.acceptByLink(code, {});
			await room.clock.wind(1);
			const { person } =
				(await signIn.enterOrganisation(session)) ?? assert.fail();
			return actorOf(person);
		};
		return {
			...room,
			...{ ada, approve, bob, invite, join, organisation, parts, review },
		};
	}

	test("under review nobody is added by one member, and an invitation lets nobody in before another member approved it", async () => {
		const { ada, approve, bob, invite, join, organisation, parts, ...room } =
			await staged();
		const { people, signIn } = room;
		await assert.rejects(
			people.addPerson(ada, organisation.id, { email: "cyd@example.com" }),
			{ code: "MEMBER_REVIEW_REQUIRED" },
		);
		const made = await invite(ada, "cyd");
		assert.equal(made.invitation.waits, true);
		const cyd = await providerSession(signIn, "cyd@example.com");
		await assert.rejects(signIn.acceptByLink(made.code, {}), waits);
		await assert.rejects(
			people.acceptInvitation(cyd, made.code),
			waits,
			"a provider says who somebody is, not that the organisation wants them",
		);
		await assert.rejects(approve(ada, made), notIndependent);
		const approved = await approve(bob, made);
		assert.equal(approved.waits, false);
		assert.equal(approved.approver, "bob@example.com");
		await assert.rejects(approve(bob, made), { code: "INVITATION_APPROVED" });
		await join(made);
		assert.deepEqual(
			(await auditCodesOf(parts, organisation.id))
				.filter((code) => code.startsWith("invitation"))
				.slice(0, 3),
			["invitation.accepted", "invitation.approved", "invitation.made"],
		);
	});

	test("who was let in by an invitation approves none of its line, and others none that was made before they came", async () => {
		const { ada, approve, bob, invite, join, clock } = await staged();
		const early = await invite(ada, "early");
		const ofBob = await invite(bob, "later");
		await clock.wind(1);
		const fromAda = await invite(ada, "cyd");
		await approve(bob, fromAda);
		const cyd = await join(fromAda);
		await assert.rejects(approve(cyd, early), notIndependent);
		await assert.rejects(approve(cyd, ofBob), notIndependent);
		const fromCyd = await invite(cyd, "dan");
		await assert.rejects(approve(ada, fromCyd), notIndependent);
		await approve(bob, fromCyd);
		const dan = await join(fromCyd);
		for (const by of [ada, cyd])
			await assert.rejects(
				approve(dan, await invite(by, "eve")),
				notIndependent,
				"a guest's guest is of the same line",
			);
		await approve(dan, await invite(bob, "fay"));
	});

	test("an invitation from before the review waits too, and one is accepted as ever after its end", async () => {
		const { ada, invite, join, review, signIn } = await staged();
		review.isOn = false;
		const made = await invite(ada, "cyd");
		assert.equal(made.invitation.waits, false);
		review.isOn = true;
		await assert.rejects(signIn.acceptByLink(made.code, {}), waits);
		review.isOn = false;
		await join(made);
	});

	test("of approvals at once one stands; what was withdrawn, replaced, late, another's or made up is approved by nobody", async () => {
		const { ada, approve, bob, clock, invite, organisation, people, signIn } =
			await staged();
		const globex = await second({ people, signIn });
		const made = await invite(ada, "cyd");
		const tries = await Promise.allSettled(
			Array.from({ length: 4 }, () => approve(bob, made)),
		);
		assert.equal(
			tries.filter(({ status }) => status === "fulfilled").length,
			1,
		);
		for (const one of tries)
			if (one.status === "rejected")
				assert.match(one.reason.code, /^INVITATION_(APPROVED|NOT_FOUND)$/);
		const replaced = await invite(ada, "dan");
		const withdrawn = await invite(ada, "dan");
		assert.equal(withdrawn.invitation.waits, true);
		await people.withdrawInvitation(
			bob,
			organisation.id,
			withdrawn.invitation.id,
		);
		const late = await invite(ada, "eve");
		const here = organisation.id;
		for (const [by, at, id] of [
			[bob, here, replaced.invitation.id],
			[bob, here, withdrawn.invitation.id],
			[bob, here, newId("invitation")],
			[globex.gil, globex.organisation.id, late.invitation.id],
		] as const)
			await assert.rejects(people.approveInvitation(by, at, id), notFound);
		await assert.rejects(
			people.approveInvitation(globex.gil, here, late.invitation.id),
			{ code: "PERSON_NOT_FOUND" },
		);
		await clock.wind(7 * 24 * 3_600_000);
		await assert.rejects(approve(bob, late), notFound);
	});

	test("a group that one member takes away is not given back by another who names it at the same time", async () => {
		const { ada, bob, organisation, parts, people, review } = await staged();
		const { database, transact } = parts;
		const peopleStore = createPgPeopleStore(database);
		review.isOn = false;
		const here = organisation.id;
		const give = (groups: string[]) =>
			people.updatePerson(ada, here, bob.personId, { groups });
		await give(["dev", "sre"]);
		review.isOn = true;
		let given: Promise<unknown> | undefined;
		await transact(async (tx) => {
			const groups = ["dev"];
			await peopleStore.updatePerson(tx, here, bob.personId, { groups });
			given = give(["sre"]);
			given.catch(() => undefined);
			await until(async () => {
				const { rows } = await sql`
					select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
				`.execute(database.on());
				return rows.length === 1;
			});
		});
		await assert.rejects(given ?? assert.fail(), { code: "REVIEW_REQUIRED" });
		const left = await peopleStore.findPerson(here, bob.personId);
		assert.deepEqual(left?.groups, ["dev"]);
		await give([]);
	});

	test("a token without all scopes approves nobody", async () => {
		const { ada, approve, bob, invite } = await staged();
		const made = await invite(ada, "cyd");
		const proof = {
			kind: "token",
			tokenId: newId("apiToken"),
			scopes: ["read", "configure", "people"],
		} as const;
		await assert.rejects(approve({ ...bob, proof }, made), {
			code: "TOKEN_TOO_NARROW",
		});
	});

	test("who is left alone lets nobody in; the keeper of the server does, once, and the new member begins a line", async () => {
		const { ada, approve, invite, join, organisation, people, signIn } =
			await staged();
		await people.removePerson(ada, organisation.id, "bob@example.com");
		const made = await invite(ada, "cyd");
		await assert.rejects(approve(ada, made), notIndependent);
		await assert.rejects(signIn.acceptByLink(made.code, {}), waits);
		const keep = () => people.approveInvitationOfKeeper(made.invitation.id);
		assert.deepEqual([await keep(), await keep()], [true, false]);
		const cyd = await join(made);
		await approve(cyd, await invite(ada, "dan"));
		assert.equal(
			await people.approveInvitationOfKeeper(newId("invitation")),
			false,
		);
	});

	test("of a group that is taken away and given again at the same time, nothing comes back", async () => {
		const { ada, bob, organisation, people, review } = await staged();
		const { id } = organisation;
		for (let round = 0; round < 5; round++) {
			review.isOn = false;
			const set = (by: ProvenActor, groups: string[]) =>
				people.updatePerson(by, id, bob.personId, { groups });
			await set(ada, ["admins"]);
			review.isOn = true;
			await Promise.allSettled([
				set(ada, []),
				...Array.from({ length: 8 }, () => set(bob, ["admins"])),
			]);
			assert.deepEqual((await people.findPerson(id, bob.personId))?.groups, []);
		}
	});
}
