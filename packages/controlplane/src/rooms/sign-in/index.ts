export { networkOf } from "./network-of.ts";
export type {
	Browser,
	NewSession,
	OpenSession,
	Session,
	SignedInAccount,
	SignedInSelf,
} from "./session.ts";
export { mustSayCurrent } from "./set-password.ts";
export type {
	Machine,
	NewApiToken,
	SignedIn,
	SignIn,
} from "./sign-in.ts";
export {
	defaultSignInSettings,
	type SignInSettings,
} from "./sign-in-deps.ts";
export { sweepEnded } from "./sweep-ended.job.ts";
export type { ApiTokenView, MachineToken } from "./token.ts";
