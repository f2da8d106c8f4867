import type { Database } from "../../plumbing/postgres/index.ts";
import { createPgAccountStore } from "./account-store.pg.ts";
import type { IdentityStores } from "./identity-deps.ts";
import { createPgIdentityStore } from "./identity-store.pg.ts";
import { createPgInvitationStore } from "./invitation-store.pg.ts";
import { createPgSessionStore } from "./session-store.pg.ts";
import { createPgTokenStore } from "./token-store.pg.ts";

/** All stores of the room in one database. */
export function createPgIdentityStores(database: Database): IdentityStores {
	return {
		identityStore: createPgIdentityStore(database),
		accountStore: createPgAccountStore(database),
		sessionStore: createPgSessionStore(database),
		tokenStore: createPgTokenStore(database),
		invitationStore: createPgInvitationStore(database),
	};
}
