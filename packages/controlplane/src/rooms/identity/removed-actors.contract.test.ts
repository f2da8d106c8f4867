import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import { actorOf } from "./person.ts";
import {
	auditCodesOf,
	fakeGround,
	first,
	type Ground,
	postgresGrounds,
	roomOn,
} from "./testdata/identity-ground.ts";

describe("in memory", () => suite(async () => fakeGround()));
eachPostgres((postgres) => suite(postgresGrounds(postgres).ground));

function suite(makeGround: () => Promise<Ground>): void {
	async function staged() {
		const ground = await makeGround();
		const room = roomOn(ground);
		const made = await first(room.identity);
		const add = (email: string) =>
			room.identity.addPerson(made.ada, made.organisation.id, { email });
		return { ...room, ...made, ground, add, at: made.organisation.id };
	}

	test("who was removed since they were asked who they are changes nothing", async () => {
		const { identity, ground, at, ada, add } = await staged();
		const mal = actorOf(await add("mal@example.com"));
		const bob = await add("bob@example.com");
		const { invitation } = await identity.invitePerson(ada, at, {
			email: "eve@example.com",
		});
		const clusterId = await ground.makeCluster(at);
		const wanted = { clusterId, label: "ci" };
		const { machineToken } = await identity.createMachineToken(ada, at, wanted);
		await identity.removePerson(ada, at, mal.email);
		const before = await auditCodesOf(ground, at);
		const email = "second@example.com";
		for (const [name, attempt] of Object.entries({
			addPerson: () => identity.addPerson(mal, at, { email }),
			invitePerson: () => identity.invitePerson(mal, at, { email }),
			withdrawInvitation: () =>
				identity.withdrawInvitation(mal, at, invitation.id),
			updatePerson: () =>
				identity.updatePerson(mal, at, bob.id, { groups: ["admins"] }),
			removePerson: () => identity.removePerson(mal, at, bob.email),
			makeSignInLink: () => identity.makeSignInLink(at, bob.id, { by: mal }),
			createMachineToken: () => identity.createMachineToken(mal, at, wanted),
			endMachineToken: () => identity.endMachineToken(mal, at, machineToken.id),
			renameOrganisation: () => identity.renameOrganisation(mal, at, "Mine"),
		}))
			await assert.rejects(attempt(), { code: "PERSON_NOT_FOUND" }, name);
		await assert.rejects(identity.transferOwnership(mal, at, bob.id), {
			code: "NOT_ALLOWED",
		});
		assert.deepEqual(await auditCodesOf(ground, at), before);
	});

	test("of a removal and what the removed begins at the same time, nothing comes after the removal", async () => {
		const { identity, ground, at, ada, add } = await staged();
		for (let round = 0; round < 5; round++) {
			const mal = actorOf(await add(`mal${round}@example.com`));
			const [removed] = await Promise.allSettled([
				identity.removePerson(ada, at, mal.email),
				...Array.from({ length: 4 }, (_, i) =>
					identity.addPerson(mal, at, { email: `p${round}-${i}@example.com` }),
				),
			]);
			assert.equal(removed?.status, "fulfilled");
			const [latest] = await auditCodesOf(ground, at);
			assert.equal(latest, "person.removed");
		}
	});

	test("links that somebody made end when they are removed, and those of others go on", async () => {
		const { identity, at, ada, add } = await staged();
		const mal = actorOf(await add("mal@example.com"));
		const second = await add("second@example.com");
		const link = (by?: typeof ada) =>
			identity.makeSignInLink(at, second.id, { by });
		const [theirs, hers, keepers] = [
			await link(mal),
			await link(ada),
			await link(),
		];
		await identity.removePerson(ada, at, mal.email);
		const refused = { code: "SIGN_IN_REFUSED" };
		await assert.rejects(identity.signInByLink(theirs.code, {}), refused);
		await assert.rejects(identity.signIn(theirs.code), refused);
		await identity.signInByLink(hers.code, {});
		await identity.signIn(keepers.code);
	});

	test("of two members who remove each other one is left", async () => {
		const { identity, at, add } = await staged();
		const [bob, eve] = [
			await add("bob@example.com"),
			await add("eve@x.example"),
		];
		const tries = await Promise.allSettled([
			identity.removePerson(actorOf(bob), at, eve.email),
			identity.removePerson(actorOf(eve), at, bob.email),
		]);
		const held = tries.filter(({ status }) => status === "fulfilled");
		assert.equal(held.length, 1);
		assert.equal(await identity.countPeople(at), 2);
	});
}
