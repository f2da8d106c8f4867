import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import {
	newId,
	type RoomParts,
	roomPartsOn,
} from "../sign-in/people-and-sign-in.fixture.ts";
import type { Account } from "./account.ts";
import type { StoredInvitation } from "./invitation-store.ts";
import { createPgPeopleStore } from "./people-store.pg.ts";
import type { Organisation, Person } from "./person.ts";

expectRecordedSql(import.meta.filename, [
	"account-store.pg.ts",
	"invitation-store.pg.ts",
	"people-store.pg.ts",
]);

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

function accountOf(email: string): Account {
	return { id: newId("account"), email, displayName: email, createdAt: at(0) };
}

function personOf(
	account: Account,
	organisation: Organisation,
	role: Person["role"],
): Person {
	return {
		id: newId("person"),
		accountId: account.id,
		organisationId: organisation.id,
		email: account.email,
		displayName: account.displayName,
		groups: ["sre"],
		role,
		createdAt: at(0),
		removedAt: undefined,
		lineOf: undefined,
	};
}

/** An organisation with its owner. */
async function staged(parts: RoomParts) {
	const { accountStore, transact, database } = parts;
	const peopleStore = createPgPeopleStore(database);
	const organisation = {
		id: newId("organisation"),
		name: "Acme",
		createdAt: at(0),
	};
	const owner = await transact(async (tx) => {
		const account = await accountStore.findOrMakeAccount(
			tx,
			accountOf("ada@example.com"),
		);
		const person = personOf(account, organisation, "owner");
		await peopleStore.insertOrganisation(tx, organisation, person);
		return person;
	});
	return { ...parts, peopleStore, organisation, owner };
}

eachPostgres((postgres) => {
	const makeParts = roomPartsOn(postgres);

	test("an account is made once for an email, and locked by id", async () => {
		const { accountStore, transact } = await makeParts();
		const [first, second] = [accountOf("a@x.io"), accountOf("a@x.io")];
		const known = await transact(async (tx) => {
			await accountStore.findOrMakeAccount(tx, first);
			const found = await accountStore.findOrMakeAccount(tx, second);
			await accountStore.lockAccount(tx, found.id);
			return found;
		});
		assert.deepEqual(known, first);
		assert.deepEqual(await accountStore.findAccount(first.id), first);
		assert.deepEqual(await accountStore.findAccountByEmail("a@x.io"), first);
		assert.equal(await accountStore.findAccount(second.id), undefined);
	});

	test("an organisation is found first, by id and in the list, and renamed", async () => {
		const { peopleStore, organisation, transact } = await staged(
			await makeParts(),
		);
		const { id } = organisation;
		const [first, renamed] = await transact(async (tx) => {
			await peopleStore.lockFirstOrganisation(tx);
			return [
				await peopleStore.firstOrganisation(tx),
				await peopleStore.renameOrganisation(tx, id, "Acme Ltd"),
			];
		});
		assert.deepEqual(first, organisation);
		assert.deepEqual(renamed, { ...organisation, name: "Acme Ltd" });
		assert.deepEqual(await peopleStore.findOrganisation(id), renamed);
		assert.deepEqual(await peopleStore.listOrganisations(), [renamed]);
	});

	test("a person is found in every way, changed, removed, and then found no more but by id", async () => {
		const { peopleStore, accountStore, organisation, owner, transact } =
			await staged(await makeParts());
		const { id: organisationId } = organisation;
		const account = accountOf("bob@example.com");
		const bob = personOf(account, organisation, "member");
		await transact(async (tx) => {
			await accountStore.findOrMakeAccount(tx, account);
			assert.equal(await peopleStore.insertPerson(tx, bob), true);
			const twin = { ...bob, id: newId("person") };
			assert.equal(await peopleStore.insertPerson(tx, twin), false);
		});
		const place = { organisation, person: bob };
		const find = () => peopleStore.findMembership(account.id, organisationId);
		assert.deepEqual(await find(), place);
		assert.deepEqual(await peopleStore.listMemberships(account.id, 5), [place]);
		assert.deepEqual(await peopleStore.findMember(organisationId, bob.id), {
			...place,
			account,
		});
		assert.deepEqual(
			await peopleStore.findPersonByEmail(organisationId, bob.email),
			bob,
		);
		assert.deepEqual(await peopleStore.findOwner(organisationId), owner);
		const list = (search?: string) =>
			peopleStore.listPeople(organisationId, { search }, { limit: 5 });
		assert.deepEqual(await list(), [owner, bob]);
		assert.deepEqual(await list("BOB"), [bob]);
		assert.equal(await peopleStore.countPeople(organisationId), 2);
		const removed = await transact(async (tx) => {
			assert.deepEqual(await peopleStore.findOwner(organisationId, tx), owner);
			const locked = await peopleStore.lockPerson(tx, organisationId, bob.id);
			assert.deepEqual(locked, bob);
			await peopleStore.updatePerson(tx, organisationId, bob.id, {
				groups: [],
			});
			return peopleStore.removePerson(tx, organisationId, bob.id, at(1));
		});
		assert.deepEqual(removed, { ...bob, groups: [], removedAt: at(1) });
		assert.deepEqual(
			await peopleStore.findPerson(organisationId, bob.id),
			removed,
		);
		assert.equal(await find(), undefined);
		assert.deepEqual(await list(), [owner]);
		assert.deepEqual(
			await peopleStore.removedAmong([
				{ organisationId, id: bob.id },
				{ organisationId, id: owner.id },
			]),
			[bob.id],
		);
	});

	test("an invitation is replaced, found, accepted once, withdrawn and swept", async () => {
		const { invitationStore, organisation, owner, transact } = await staged(
			await makeParts(),
		);
		const { id: organisationId } = organisation;
		const invitationOf = (email: string): StoredInvitation => ({
			id: newId("invitation"),
			organisationId,
			email,
			displayName: "Bob",
			groups: [],
			secretHash: "0".repeat(64),
			invitedBy: owner.id,
			inviter: owner.email,
			createdAt: at(0),
			expiresAt: at(10),
			acceptedAt: undefined,
			withdrawnAt: undefined,
			approvedAt: undefined,
			approvedBy: undefined,
			approver: undefined,
		});
		const [old, next, other, third] = [
			invitationOf("bob@example.com"),
			invitationOf("bob@example.com"),
			invitationOf("eve@example.com"),
			invitationOf("cyd@example.com"),
		];
		for (const one of [old, next, other, third])
			await transact((tx) => invitationStore.putInvitation(tx, one));
		const list = () =>
			invitationStore.listInvitations(organisationId, { limit: 5, at: at(1) });
		assert.deepEqual(
			(await list()).map(({ id }) => id),
			[third.id, other.id, next.id].sort().reverse(),
		);
		assert.deepEqual(await invitationStore.findInvitation(other.id), {
			organisation,
			invitation: other,
		});
		const accept = () =>
			transact((tx) =>
				invitationStore.acceptInvitation(tx, organisationId, next.id, at(1)),
			);
		assert.deepEqual([await accept(), await accept()], [true, false]);
		const withdraw = (
			which: { id: typeof other.id } | { invitedBy: typeof owner.id },
		) =>
			transact((tx) =>
				invitationStore.withdrawInvitations(tx, organisationId, which, at(1)),
			);
		assert.deepEqual(
			(await withdraw({ id: other.id })).map(({ id }) => id),
			[other.id],
		);
		assert.deepEqual(
			(await withdraw({ invitedBy: owner.id })).map(({ id }) => id),
			[third.id],
		);
		assert.deepEqual(await list(), []);
		assert.equal(await invitationStore.sweepInvitations(at(5), 10), 0);
		assert.equal(await invitationStore.sweepInvitations(at(20), 10), 4);
	});
});
