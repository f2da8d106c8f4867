export {
	type Account,
	type Browser,
	type NewSession,
	type OpenSession,
	type Reach,
	reaches,
	type Self,
	type Session,
	type SignInMethod,
} from "./account.ts";
export { usableGroups } from "./add-person.ts";
export { checkWhole } from "./check-whole.ts";
export type {
	Identity,
	Machine,
	NewApiToken,
	NewInvitation,
	NewMachineToken,
	NewPerson,
	NewSignInLink,
	NewToken,
	Proof,
	ProviderClaims,
	SignedIn,
} from "./identity.ts";
export {
	defaultIdentitySettings,
	type IdentitySettings,
} from "./identity-deps.ts";
export type { Invitation } from "./invitation.ts";
export type { ApiTokenView, MachineToken } from "./machine-token.ts";
export { networkOf } from "./network-of.ts";
export {
	actorOf,
	type Membership,
	type Organisation,
	type Person,
	type PersonRole,
	personRoles,
} from "./person.ts";
export { startSweepingEnded } from "./sweep-ended.job.ts";
export { type TokenScope, tokenScopes } from "./token-scopes.ts";
