import { createFakeAccountStore } from "./account-store.fake.ts";
import type { IdentityStores } from "./identity-deps.ts";
import { createFakeIdentityStore } from "./identity-store.fake.ts";
import { createFakeIdentityTables } from "./identity-tables.fake.ts";
import { createFakeInvitationStore } from "./invitation-store.fake.ts";
import { createFakeSessionStore } from "./session-store.fake.ts";
import { createFakeTokenStore } from "./token-store.fake.ts";

/** All stores of the room in memory, over the same tables. */
export function createFakeIdentityStores(): IdentityStores {
	const tables = createFakeIdentityTables();
	return {
		identityStore: createFakeIdentityStore(tables),
		accountStore: createFakeAccountStore(tables),
		sessionStore: createFakeSessionStore(tables),
		tokenStore: createFakeTokenStore(tables),
		invitationStore: createFakeInvitationStore(tables),
	};
}
