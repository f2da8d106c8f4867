import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { lockInTransaction, putInTransaction } from "../audit/index.ts";
import type { ApiToken, IdentityStore, SignInLink } from "./identity-store.ts";
import type { Organisation, Person } from "./person.ts";

/** Organisations and people in memory. */
export function createFakeIdentityStore(): IdentityStore {
	const organisations = new Map<string, Organisation>();
	const people = new Map<string, Person>();
	const links = new Map<string, SignInLink>();
	const tokens = new Map<string, ApiToken>();
	const held = new Map<string, Promise<void>>();
	const present = (organisationId: OrganisationId) =>
		[...people.values()].filter(
			(one) => one.organisationId === organisationId && !one.removedAt,
		);
	const byEmail = (organisationId: OrganisationId, email: string) =>
		present(organisationId).find((person) => person.email === email);
	function personOf(organisationId: string, personId: string) {
		const person = people.get(personId);
		return person?.organisationId === organisationId ? person : undefined;
	}
	return {
		lockFirstOrganisation: (tx) => lockInTransaction(tx, held, "first"),
		firstOrganisation: async () => organisations.values().next().value,
		async insertOrganisation(tx, organisation, owner) {
			putInTransaction(tx, organisations, organisation.id, organisation);
			putInTransaction(tx, people, owner.id, owner);
		},
		findOrganisation: async (id) => organisations.get(id),
		listOrganisations: async () => [...organisations.values()],
		async insertPerson(tx, person) {
			if (byEmail(person.organisationId, person.email)) return false;
			putInTransaction(tx, people, person.id, person);
			return true;
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
			byEmail(organisationId, email),
		listPeople: async (organisationId) =>
			present(organisationId).sort((a, b) => (a.email < b.email ? -1 : 1)),
		...fakeLinks(links),
		...fakeTokens(tokens, people, organisations),
	};
}

function fakeLinks(
	links: Map<string, SignInLink>,
): Pick<
	IdentityStore,
	"insertSignInLink" | "findSignInLink" | "useSignInLink" | "endSignInLinks"
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
					link.personId === personId &&
					!link.usedAt
				)
					putInTransaction(tx, links, link.id, { ...link, usedAt });
		},
	};
}

function fakeTokens(
	tokens: Map<string, ApiToken>,
	people: Map<string, Person>,
	organisations: Map<string, Organisation>,
): Pick<
	IdentityStore,
	| "insertApiToken"
	| "findApiToken"
	| "listApiTokens"
	| "endApiTokens"
	| "touchApiTokens"
> {
	function endOne(tx: Transaction, token: ApiToken, endedAt: Date) {
		putInTransaction(tx, tokens, token.id, { ...token, endedAt });
		return token.id;
	}
	const open = (organisationId: string, personId: string) =>
		[...tokens.values()].filter(
			(token) =>
				token.organisationId === organisationId &&
				token.personId === personId &&
				!token.endedAt,
		);
	return {
		async insertApiToken(tx, token) {
			putInTransaction(tx, tokens, token.id, token);
		},
		async findApiToken(id) {
			const token = tokens.get(id);
			const person = token && people.get(token.personId);
			const organisation = token && organisations.get(token.organisationId);
			return token && person && organisation
				? { token, person, organisation }
				: undefined;
		},
		listApiTokens: async (organisationId, personId) =>
			open(organisationId, personId),
		endApiTokens: async (tx, organisationId, personId, only, at) =>
			open(organisationId, personId)
				.filter((token) => only === undefined || token.id === only)
				.map((token) => endOne(tx, token, at)),
		async touchApiTokens(uses) {
			for (const { organisationId, id, at } of uses) {
				const token = tokens.get(id);
				if (token?.organisationId === organisationId)
					tokens.set(id, { ...token, lastUsedAt: at });
			}
		},
	};
}
