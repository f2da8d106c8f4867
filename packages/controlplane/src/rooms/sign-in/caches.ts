import type {
	AccountId,
	ApiTokenId,
	MachineTokenId,
	OrganisationId,
	SessionId,
} from "@quarterdeck/contract";
import type { Membership, Organisation } from "../people/index.ts";
import {
	type CredentialCache,
	createCredentialCache,
} from "./credential-cache.ts";
import {
	type CredentialUses,
	createCredentialUses,
} from "./credential-uses.ts";
import type { SignedInAccount } from "./session.ts";
import type { SessionUse, StoredSession } from "./session-store.ts";
import type { SignInDeps } from "./sign-in-deps.ts";
import type { ApiToken, StoredMachineToken, TokenUse } from "./token-store.ts";

/** A token with whom it speaks for. */
export interface FoundToken extends Membership {
	readonly token: ApiToken;
	readonly account: SignedInAccount;
}

export interface FoundMachineToken {
	readonly token: StoredMachineToken;
	readonly organisation: Organisation;
}

/** A session with whom it speaks for. */
export interface SessionHolder {
	readonly session: StoredSession;
	readonly account: SignedInAccount;
}

/** The account's place in an organisation, and whether the session was there before. */
export interface FoundEntry extends Membership {
	readonly hasEntered: boolean;
}

export type EntryKey = `${SessionId} ${OrganisationId} ${AccountId}`;

/** Who spoke a moment ago, and what is yet to be written down of them. */
export interface Caches {
	readonly tokens: CredentialCache<ApiTokenId, FoundToken>;
	readonly machineTokens: CredentialCache<MachineTokenId, FoundMachineToken>;
	readonly sessions: CredentialCache<SessionId, SessionHolder>;
	/** Places of accounts in organisations, each as one session knows it. */
	readonly entries: CredentialCache<EntryKey, FoundEntry>;
	readonly tokenUses: CredentialUses<TokenUse<ApiTokenId>>;
	readonly machineTokenUses: CredentialUses<TokenUse<MachineTokenId>>;
	readonly sessionUses: CredentialUses<SessionUse>;
}

/** What use cases are given that look in the caches first. */
export interface CachedDeps extends SignInDeps {
	readonly caches: Caches;
}

/** Caches that follow changes as long as the process lives. */
export function createCaches(deps: SignInDeps): Caches {
	return {
		tokens: createCredentialCache({
			...deps,
			read: (id: ApiTokenId) => readToken(deps, id),
			aboutOf: ({ token, person, organisation, account }) => [
				token.id,
				person.id,
				organisation.id,
				account.id,
			],
		}),
		machineTokens: createCredentialCache({
			...deps,
			read: (id: MachineTokenId) => readMachineToken(deps, id),
			aboutOf: ({ token, organisation }) => [token.id, organisation.id],
		}),
		sessions: createCredentialCache({
			...deps,
			read: (id: SessionId) => readSession(deps, id),
			aboutOf: ({ session, account }) => [session.id, account.id],
		}),
		entries: createCredentialCache({
			...deps,
			read: (key: EntryKey) => readEntry(deps, key),
			aboutOf: ({ person, organisation }, key) => [
				...key.split(" "),
				person.id,
				organisation.id,
			],
		}),
		...createUses(deps),
	};
}

function createUses({
	clock,
	tokenStore,
	sessionStore,
}: SignInDeps): Pick<Caches, "tokenUses" | "machineTokenUses" | "sessionUses"> {
	return {
		tokenUses: createCredentialUses({
			clock,
			write: (uses) => tokenStore.touchApiTokens(uses),
		}),
		machineTokenUses: createCredentialUses({
			clock,
			write: (uses) => tokenStore.touchMachineTokens(uses),
		}),
		sessionUses: createCredentialUses({
			clock,
			write: (uses) => sessionStore.touchSessions(uses),
		}),
	};
}

async function readToken(
	{ tokenStore, passwordStore, accounts }: SignInDeps,
	id: ApiTokenId,
): Promise<FoundToken | undefined> {
	const token = await tokenStore.findApiToken(id);
	const member =
		token && (await accounts.findMember(token.organisationId, token.personId));
	if (!member) return undefined;
	const hasPassword = await passwordStore.hasPassword(
		member.account.id,
		undefined,
	);
	return { ...member, token, account: { ...member.account, hasPassword } };
}

async function readMachineToken(
	{ tokenStore, accounts }: SignInDeps,
	id: MachineTokenId,
): Promise<FoundMachineToken | undefined> {
	const token = await tokenStore.findMachineToken(id);
	const organisation =
		token && (await accounts.findOrganisation(token.organisationId));
	return organisation && { token, organisation };
}

async function readSession(
	{ sessionStore, accounts }: SignInDeps,
	id: SessionId,
): Promise<SessionHolder | undefined> {
	const found = await sessionStore.findSession(id);
	const account =
		found && (await accounts.findAccount(found.session.accountId));
	if (!account) return undefined;
	const { session, hasPassword } = found;
	return { session, account: { ...account, hasPassword } };
}

async function readEntry(
	{ sessionStore, accounts }: SignInDeps,
	key: EntryKey,
): Promise<FoundEntry | undefined> {
	const [sessionId, organisationId, accountId] = key.split(" ") as [
		SessionId,
		OrganisationId,
		AccountId,
	];
	const place = await accounts.findMembership(accountId, organisationId);
	if (!place) return undefined;
	const hasEntered = await sessionStore.hasEntered(sessionId, place.person);
	return { ...place, hasEntered };
}
