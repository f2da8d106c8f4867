import {
	lockInTransaction,
	putInTransaction,
} from "@quarterdeck/runtime/fakes";
import type { IdentityStore } from "./identity-store.ts";
import {
	type FakeIdentityTables,
	fakeMembership,
	fakePresent,
	fakeSweep,
} from "./identity-tables.fake.ts";

/** Organisations, people and links in memory. */
export function createFakeIdentityStore(
	tables: FakeIdentityTables,
): IdentityStore {
	return {
		...fakeOrganisations(tables),
		...fakePeople(tables),
		...fakeLists(tables),
		...fakeLinks(tables),
	};
}

function fakeOrganisations(
	tables: FakeIdentityTables,
): Pick<
	IdentityStore,
	| "lockFirstOrganisation"
	| "firstOrganisation"
	| "insertOrganisation"
	| "renameOrganisation"
	| "findOrganisation"
	| "listOrganisations"
> {
	const { organisations, people, held } = tables;
	return {
		lockFirstOrganisation: (tx) => lockInTransaction(tx, held, "first"),
		firstOrganisation: async () => organisations.values().next().value,
		async insertOrganisation(tx, organisation, owner) {
			putInTransaction(tx, organisations, organisation.id, organisation);
			putInTransaction(tx, people, owner.id, owner);
		},
		async renameOrganisation(tx, organisationId, name) {
			const known = organisations.get(organisationId);
			if (!known) return undefined;
			const renamed = { ...known, name };
			putInTransaction(tx, organisations, organisationId, renamed);
			return renamed;
		},
		findOrganisation: async (id) => organisations.get(id),
		listOrganisations: async () => [...organisations.values()],
	};
}

function fakePeople(
	tables: FakeIdentityTables,
): Pick<
	IdentityStore,
	| "insertPerson"
	| "updatePerson"
	| "removePerson"
	| "findPerson"
	| "findPersonByEmail"
	| "findOwner"
> {
	const { people, held } = tables;
	function personOf(organisationId: string, personId: string) {
		const person = people.get(personId as never);
		return person?.organisationId === organisationId ? person : undefined;
	}
	return {
		async insertPerson(tx, person) {
			const present = fakePresent(tables, person.organisationId);
			if (present.some(({ email }) => email === person.email)) return false;
			putInTransaction(tx, people, person.id, person);
			return true;
		},
		async updatePerson(tx, organisationId, personId, change) {
			const person = personOf(organisationId, personId);
			if (!person || person.removedAt) return undefined;
			const changed = {
				...person,
				displayName: change.displayName ?? person.displayName,
				groups: change.groups ?? person.groups,
				role: change.role ?? person.role,
			};
			putInTransaction(tx, people, personId, changed);
			return changed;
		},
		async removePerson(tx, organisationId, personId, removedAt) {
			const person = personOf(organisationId, personId);
			if (!person || person.removedAt || person.role === "owner")
				return undefined;
			const removed = { ...person, removedAt };
			putInTransaction(tx, people, personId, removed);
			return removed;
		},
		findPerson: async (organisationId, personId) =>
			personOf(organisationId, personId),
		findPersonByEmail: async (organisationId, email) =>
			fakePresent(tables, organisationId).find((one) => one.email === email),
		async findOwner(organisationId, tx) {
			if (tx) await lockInTransaction(tx, held, `owner ${organisationId}`);
			return fakePresent(tables, organisationId).find(
				(person) => person.role === "owner",
			);
		},
	};
}

function fakeLists(
	tables: FakeIdentityTables,
): Pick<
	IdentityStore,
	"listPeople" | "countPeople" | "removedAmong" | "listMemberships"
> {
	return {
		async listPeople(organisationId, { search }, { limit, afterEmail = "" }) {
			const wanted = search?.toLowerCase() ?? "";
			return fakePresent(tables, organisationId)
				.filter(
					({ email, displayName }) =>
						email > afterEmail &&
						(email.includes(wanted) ||
							displayName.toLowerCase().includes(wanted)),
				)
				.sort((a, b) => (a.email < b.email ? -1 : 1))
				.slice(0, limit);
		},
		countPeople: async (organisationId) =>
			fakePresent(tables, organisationId).length,
		removedAmong: async (some) =>
			some
				.filter(({ organisationId, id }) =>
					fakePresent(tables, organisationId).every((one) => one.id !== id),
				)
				.map(({ id }) => id),
		listMemberships: async (accountId, limit) =>
			[...tables.people.values()]
				.filter((one) => one.accountId === accountId && !one.removedAt)
				.sort(
					(a, b) =>
						a.createdAt.getTime() - b.createdAt.getTime() ||
						(a.id < b.id ? -1 : 1),
				)
				.slice(0, limit)
				.flatMap((person) => fakeMembership(tables, person) ?? []),
	};
}

function fakeLinks({
	links,
}: FakeIdentityTables): Pick<
	IdentityStore,
	| "insertSignInLink"
	| "findSignInLink"
	| "useSignInLink"
	| "endSignInLinks"
	| "sweepSignInLinks"
> {
	return {
		async insertSignInLink(tx, link) {
			putInTransaction(tx, links, link.id, link);
		},
		findSignInLink: async (id) => links.get(id),
		async useSignInLink(tx, organisationId, id, usedAt) {
			const link = links.get(id);
			const open =
				link?.organisationId === organisationId &&
				!link.usedAt &&
				link.expiresAt.getTime() > usedAt.getTime();
			if (!link || !open) return false;
			putInTransaction(tx, links, id, { ...link, usedAt });
			return true;
		},
		async endSignInLinks(tx, organisationId, personId, usedAt) {
			for (const link of links.values())
				if (
					link.organisationId === organisationId &&
					(link.personId === personId || link.madeBy === personId) &&
					!link.usedAt
				)
					putInTransaction(tx, links, link.id, { ...link, usedAt });
		},
		sweepSignInLinks: async (before, limit) =>
			fakeSweep(links, ({ expiresAt }) => expiresAt < before, limit),
	};
}
