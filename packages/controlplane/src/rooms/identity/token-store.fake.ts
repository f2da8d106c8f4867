import type { Transaction } from "@quarterdeck/runtime";
import { putInTransaction } from "@quarterdeck/runtime/fakes";
import {
	type FakeIdentityTables,
	fakeAccount,
	fakeMembership,
	fakePage,
} from "./identity-tables.fake.ts";
import type { StoredMachineToken, TokenStore } from "./token-store.ts";

interface Ending {
	readonly endedAt: Date | undefined;
	readonly expiresAt: Date | undefined;
}
const isOpen = (token: Ending, at: Date) =>
	!token.endedAt && (!token.expiresAt || token.expiresAt > at);

/** API tokens and machine tokens in memory. */
export function createFakeTokenStore(tables: FakeIdentityTables): TokenStore {
	return { ...fakeApiTokens(tables), ...fakeMachineTokens(tables) };
}

function fakeApiTokens(
	tables: FakeIdentityTables,
): Pick<
	TokenStore,
	| "insertApiToken"
	| "findApiToken"
	| "listApiTokens"
	| "endApiTokens"
	| "endedAmong"
	| "touchApiTokens"
> {
	const { tokens, people } = tables;
	const of = (organisationId: string, personId: string) =>
		[...tokens.values()].filter(
			(token) =>
				token.organisationId === organisationId && token.personId === personId,
		);
	return {
		async insertApiToken(tx, token) {
			putInTransaction(tx, tokens, token.id, token);
		},
		async findApiToken(id) {
			const token = tokens.get(id);
			const place = token && fakeMembership(tables, people.get(token.personId));
			const account = place && fakeAccount(tables, place.person.accountId);
			return token && place && account && { token, account, ...place };
		},
		listApiTokens: async (organisationId, personId, page) =>
			fakePage(
				of(organisationId, personId).filter((one) => isOpen(one, page.at)),
				page,
			),
		endApiTokens: async (tx, organisationId, personId, only, endedAt) =>
			of(organisationId, personId)
				.filter((one) => !one.endedAt && (!only || one.id === only))
				.map((token) => {
					putInTransaction(tx, tokens, token.id, { ...token, endedAt });
					return token.id;
				}),
		async endedAmong(ids, at) {
			return ids.filter((id) => {
				const token = tokens.get(id);
				return !token || !isOpen(token, at);
			});
		},
		async touchApiTokens(uses) {
			for (const { id, at } of uses) {
				const token = tokens.get(id);
				if (token) tokens.set(id, { ...token, lastUsedAt: at });
			}
		},
	};
}

function fakeMachineTokens({
	machineTokens,
	organisations,
}: FakeIdentityTables): Pick<
	TokenStore,
	| "insertMachineToken"
	| "findMachineToken"
	| "listMachineTokens"
	| "endMachineTokens"
	| "touchMachineTokens"
> {
	function end(tx: Transaction, token: StoredMachineToken, endedAt: Date) {
		const ended = { ...token, endedAt };
		putInTransaction(tx, machineTokens, token.id, ended);
		return ended;
	}
	return {
		async insertMachineToken(tx, token) {
			putInTransaction(tx, machineTokens, token.id, token);
		},
		async findMachineToken(id) {
			const token = machineTokens.get(id);
			const organisation = token && organisations.get(token.organisationId);
			return token && organisation && { token, organisation };
		},
		listMachineTokens: async (organisationId, clusterId, page) =>
			fakePage(
				[...machineTokens.values()].filter(
					(token) =>
						token.organisationId === organisationId &&
						token.clusterId === clusterId &&
						isOpen(token, page.at),
				),
				page,
			),
		endMachineTokens: async (tx, organisationId, which, at) =>
			[...machineTokens.values()]
				.filter(
					(token) =>
						token.organisationId === organisationId &&
						!token.endedAt &&
						(("id" in which && token.id === which.id) ||
							("clusterId" in which && token.clusterId === which.clusterId) ||
							("madeBy" in which && token.madeBy === which.madeBy)),
				)
				.map((token) => end(tx, token, at)),
		async touchMachineTokens(uses) {
			for (const { id, at } of uses) {
				const token = machineTokens.get(id);
				if (token) machineTokens.set(id, { ...token, lastUsedAt: at });
			}
		},
	};
}
