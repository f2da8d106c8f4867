import assert from "node:assert/strict";
import { test } from "node:test";
import type { PersonId } from "@quarterdeck/contract";
import { eachPostgres, until } from "@quarterdeck/testkit";
import {
	first,
	newId,
	roomPartsOn,
	roomsOn,
	sessionOf,
} from "../sign-in/people-and-sign-in.fixture.ts";
import type { AccountChange } from "./account-changes.ts";
import { createAccountChanges } from "./people.wiring.ts";

eachPostgres((postgres) => {
	const makeParts = roomPartsOn(postgres);

	/** The changes of one replica, and what it heard. */
	async function staged() {
		const parts = await makeParts();
		function replica(signals = parts.signals) {
			const changes = createAccountChanges(signals);
			const heard: (AccountChange | undefined)[] = [];
			changes.follow((change) => heard.push(change));
			return { changes, heard };
		}
		/** Its notifications never come back: what it hears, it hears in its own process. */
		const deaf = { ...parts.signals, listen: () => () => {} };
		return { ...parts, replica, deaf };
	}

	test("a change is heard in its own process before the transaction returns, and once it is committed", async () => {
		const { transact, replica, deaf } = await staged();
		const { changes, heard } = replica(deaf);
		const change = { ended: [newId("person")], changed: [newId("account")] };
		await transact(async (tx) => {
			await changes.announce(tx, change);
			assert.deepEqual(heard, [], "it is not committed yet");
		});
		assert.deepEqual(heard, [change]);
	});

	test("a change that is undone is heard by nobody", async () => {
		const { transact, replica } = await staged();
		const [here, there] = [replica(), replica()];
		const [undone, kept] = [newId("person"), newId("person")];
		const broken = new Error("broken");
		await assert.rejects(
			transact(async (tx) => {
				await here.changes.announce(tx, { ended: [undone] });
				throw broken;
			}),
			broken,
		);
		await transact((tx) => here.changes.announce(tx, { ended: [kept] }));
		await until(() => there.heard.length > 0);
		for (const { heard } of [here, there])
			for (const change of heard) assert.deepEqual(change?.ended, [kept]);
	});

	test("other replicas hear all of a change, however many it affects", async () => {
		const { transact, replica } = await staged();
		const [here, there] = [replica(), replica()];
		const ended = Array.from({ length: 450 }, () => newId("person"));
		const changed = [newId("organisation")];
		await transact((tx) => here.changes.announce(tx, { ended, changed }));
		const idsOf = (kind: "ended" | "changed") =>
			there.heard.flatMap((change) => change?.[kind] ?? []);
		await until(() => idsOf("changed").length > 0);
		assert.deepEqual(idsOf("ended"), ended);
		assert.deepEqual(idsOf("changed"), changed);
	});

	test("the very next request in a process finds each change of people done", async () => {
		const parts = await makeParts();
		const deaf = { ...parts.signals, listen: () => () => {} };
		const changes = createAccountChanges(deaf);
		const { people, signIn } = roomsOn(parts, { changes });
		const { organisation, ada } = await first({ people });
		const at = organisation.id;
		const bob = await people.addPerson(ada, at, { email: "bob@example.com" });
		const { token } = await signIn.makeApiToken(at, bob.id, "cli");
		const { secret } = await sessionOf(signIn, bob);
		const byToken = () => signIn.authenticate(token);
		const bySession = async () =>
			signIn.enterOrganisation(await signIn.findSession(secret), at);
		const both = async () => [await byToken(), await bySession()];
		await both();
		await people.updatePerson(ada, at, bob.id, { groups: ["sre"] });
		for (const signedIn of await both())
			assert.deepEqual(signedIn?.actor.groups, ["sre"]);
		await people.renameOrganisation(ada, at, "Acme Ltd");
		for (const signedIn of await both())
			assert.equal(signedIn?.organisation.name, "Acme Ltd");
		await people.transferOwnership(ada, at, bob.id);
		for (const signedIn of await both())
			assert.equal(signedIn?.person.role, "owner");
		await people.transferOwnership(
			{ ...ada, personId: bob.id },
			at,
			ada.personId as PersonId,
		);
		await people.removePerson(ada, at, bob.email);
		await assert.rejects(byToken(), { code: "NOT_SIGNED_IN" });
		await assert.rejects(bySession(), { code: "NOT_SIGNED_IN" });
	});
});
