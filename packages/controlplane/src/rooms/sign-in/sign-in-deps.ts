import type { ProcessId } from "@quarterdeck/contract";
import type { Clock, NewId, Transact } from "@quarterdeck/runtime";
import type { Audit } from "../audit/index.ts";
import type { AccountChanges, Accounts } from "../people/index.ts";
import type { LinkStore } from "./link-store.ts";
import type { PasswordStore } from "./password-store.ts";
import type { ProviderAccountStore } from "./provider-account-store.ts";
import type { SessionStore } from "./session-store.ts";
import type { TokenStore } from "./token-store.ts";

export interface SignInSettings {
	/** How long a one-time sign-in link lives. */
	readonly signInLinkSeconds: number;
	/** How long a token made by signing in lives; undefined: until it is ended. */
	readonly tokenSeconds: number | undefined;
	/** How long a session lives in all, and how long without use. */
	readonly sessionSeconds: number;
	readonly sessionIdleSeconds: number;
	/** Sessions an account has at most; the one seen longest ago makes room. */
	readonly maxSessions: number;
	/** Tokens a person makes at most, and tokens of one cluster. */
	readonly maxTokens: number;
	/** Wrong passwords of one email within the window before they are refused for as long, and longer each time. */
	readonly passwordFailures: number;
	/** The same from one address, or one IPv6 network. A whole site may stand behind it: it is never refused for longer. */
	readonly addressFailures: number;
	readonly passwordWindowSeconds: number;
	readonly passwordCost: PasswordCost;
}

/** What one guess costs: 128 · 2^log2N · r bytes of memory, and time with it. */
export interface PasswordCost {
	readonly log2N: number;
	readonly r: number;
	readonly p: number;
}

export interface SignInStores {
	readonly linkStore: LinkStore;
	readonly passwordStore: PasswordStore;
	readonly providerAccountStore: ProviderAccountStore;
	readonly sessionStore: SessionStore;
	readonly tokenStore: TokenStore;
}

export interface SignInDeps extends SignInStores {
	readonly accounts: Accounts;
	readonly changes: AccountChanges;
	readonly audit: Audit;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly processId: ProcessId;
	readonly settings: SignInSettings;
}

/** Default settings. */
export const defaultSignInSettings: SignInSettings = {
	signInLinkSeconds: 15 * 60,
	tokenSeconds: 90 * 24 * 3600,
	sessionSeconds: 7 * 24 * 3600,
	sessionIdleSeconds: 12 * 3600,
	maxSessions: 50,
	maxTokens: 100,
	passwordFailures: 5,
	addressFailures: 50,
	passwordWindowSeconds: 15 * 60,
	passwordCost: { log2N: 17, r: 8, p: 1 },
};
