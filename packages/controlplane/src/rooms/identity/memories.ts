import type {
	AccountId,
	ApiTokenId,
	MachineTokenId,
	OrganisationId,
	SessionId,
} from "@quarterdeck/contract";
import {
	type CredentialMemory,
	createCredentialMemory,
} from "./credential-memory.ts";
import {
	type CredentialUses,
	createCredentialUses,
} from "./credential-uses.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { FoundEntry, FoundSession, SessionUse } from "./session-store.ts";
import type { FoundMachineToken, FoundToken, TokenUse } from "./token-store.ts";

export type EntryKey = `${SessionId} ${OrganisationId} ${AccountId}`;

/** What the room remembers of those who spoke a moment ago, and what it has yet to write down of them. */
export interface Memories {
	readonly tokens: CredentialMemory<ApiTokenId, FoundToken>;
	readonly machineTokens: CredentialMemory<MachineTokenId, FoundMachineToken>;
	readonly sessions: CredentialMemory<SessionId, FoundSession>;
	/** Places of accounts in organisations, each as one session knows it. */
	readonly entries: CredentialMemory<EntryKey, FoundEntry>;
	readonly tokenUses: CredentialUses<TokenUse<ApiTokenId>>;
	readonly machineTokenUses: CredentialUses<TokenUse<MachineTokenId>>;
	readonly sessionUses: CredentialUses<SessionUse>;
	/** Other replicas hear of a change; here it holds before anybody is told that it is done. */
	forget(ids: readonly string[]): void;
}

export function createMemories(deps: IdentityDeps): Memories {
	const { tokenStore, sessionStore } = deps;
	const tokens = createCredentialMemory({
		...deps,
		read: (id: ApiTokenId) => tokenStore.findApiToken(id),
		aboutOf: ({ token, person, organisation, account }) => [
			token.id,
			person.id,
			organisation.id,
			account.id,
		],
	});
	const machineTokens = createCredentialMemory({
		...deps,
		read: (id: MachineTokenId) => tokenStore.findMachineToken(id),
		aboutOf: ({ token, organisation }) => [token.id, organisation.id],
	});
	const sessions = createCredentialMemory({
		...deps,
		read: (id: SessionId) => sessionStore.findSession(id),
		aboutOf: ({ session, account }) => [session.id, account.id],
	});
	const entries = createCredentialMemory({
		...deps,
		read: (key: EntryKey) => readEntry(deps, key),
		aboutOf: ({ person, organisation }, key) => [
			...key.split(" "),
			person.id,
			organisation.id,
		],
	});
	return {
		tokens,
		machineTokens,
		sessions,
		entries,
		...createUses(deps),
		forget(ids) {
			for (const memory of [tokens, machineTokens, sessions, entries])
				memory.forget(ids);
		},
	};
}

function createUses({
	clock,
	tokenStore,
	sessionStore,
}: IdentityDeps): Pick<
	Memories,
	"tokenUses" | "machineTokenUses" | "sessionUses"
> {
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

function readEntry(
	{ sessionStore }: IdentityDeps,
	key: EntryKey,
): Promise<FoundEntry | undefined> {
	const [sessionId, organisationId, accountId] = key.split(" ") as [
		SessionId,
		OrganisationId,
		AccountId,
	];
	return sessionStore.findEntry(sessionId, accountId, organisationId);
}
