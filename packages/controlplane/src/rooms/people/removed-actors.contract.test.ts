import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import {
	auditCodesOf,
	first,
	type RoomParts,
	roomPartsOn,
	roomsOn,
} from "../sign-in/people-and-sign-in.fixture.ts";
import { actorOf } from "./person.ts";

eachPostgres((postgres) => suite(roomPartsOn(postgres)));

function suite(makeParts: () => Promise<RoomParts>): void {
	async function staged() {
		const parts = await makeParts();
		const room = roomsOn(parts);
		const made = await first(room);
		const add = (email: string) =>
			room.people.addPerson(made.ada, made.organisation.id, { email });
		return { ...room, ...made, parts, add, at: made.organisation.id };
	}

	test("who was removed since they were asked who they are changes nothing", async () => {
		const { people, signIn, parts, at, ada, add } = await staged();
		const mal = actorOf(await add("mal@example.com"));
		const bob = await add("bob@example.com");
		const { invitation } = await people.invitePerson(ada, at, {
			email: "eve@example.com",
		});
		const clusterId = await parts.makeCluster(at);
		const wanted = { clusterId, label: "ci" };
		const { machineToken } = await signIn.createMachineToken(ada, at, wanted);
		await people.removePerson(ada, at, mal.email);
		const before = await auditCodesOf(parts, at);
		const email = "second@example.com";
		for (const [name, attempt] of Object.entries({
			addPerson: () => people.addPerson(mal, at, { email }),
			invitePerson: () => people.invitePerson(mal, at, { email }),
			withdrawInvitation: () =>
				people.withdrawInvitation(mal, at, invitation.id),
			updatePerson: () =>
				people.updatePerson(mal, at, bob.id, { groups: ["admins"] }),
			removePerson: () => people.removePerson(mal, at, bob.email),
			makeSignInLink: () => signIn.makeSignInLink(at, bob.id, { by: mal }),
			createMachineToken: () => signIn.createMachineToken(mal, at, wanted),
			endMachineToken: () => signIn.endMachineToken(mal, at, machineToken.id),
			renameOrganisation: () => people.renameOrganisation(mal, at, "Mine"),
		}))
			await assert.rejects(attempt(), { code: "PERSON_NOT_FOUND" }, name);
		await assert.rejects(people.transferOwnership(mal, at, bob.id), {
			code: "NOT_ALLOWED",
		});
		assert.deepEqual(await auditCodesOf(parts, at), before);
	});

	test("of a removal and what the removed begins at the same time, nothing comes after the removal", async () => {
		const { people, parts, at, ada, add } = await staged();
		for (let round = 0; round < 5; round++) {
			const mal = actorOf(await add(`mal${round}@example.com`));
			const [removed] = await Promise.allSettled([
				people.removePerson(ada, at, mal.email),
				...Array.from({ length: 4 }, (_, i) =>
					people.addPerson(mal, at, { email: `p${round}-${i}@example.com` }),
				),
			]);
			assert.equal(removed?.status, "fulfilled");
			const [latest] = await auditCodesOf(parts, at);
			assert.equal(latest, "person.removed");
		}
	});

	test("links that somebody made end when they are removed, and those of others go on", async () => {
		const { people, signIn, at, ada, add } = await staged();
		const mal = actorOf(await add("mal@example.com"));
		const second = await add("second@example.com");
		const link = (by?: typeof ada) =>
			signIn.makeSignInLink(at, second.id, { by });
		const [theirs, hers, keepers] = [
			await link(mal),
			await link(ada),
			await link(),
		];
		await people.removePerson(ada, at, mal.email);
		const refused = { code: "SIGN_IN_REFUSED" };
		await assert.rejects(signIn.signInByLink(theirs.code, {}), refused);
		await assert.rejects(signIn.signInForToken(theirs.code), refused);
		await signIn.signInByLink(hers.code, {});
		await signIn.signInForToken(keepers.code);
	});

	test("of two members who remove each other one is left", async () => {
		const { people, at, add } = await staged();
		const [bob, eve] = [
			await add("bob@example.com"),
			await add("eve@x.example"),
		];
		const tries = await Promise.allSettled([
			people.removePerson(actorOf(bob), at, eve.email),
			people.removePerson(actorOf(eve), at, bob.email),
		]);
		const held = tries.filter(({ status }) => status === "fulfilled");
		assert.equal(held.length, 1);
		assert.equal(await people.countPeople(at), 2);
	});
}
