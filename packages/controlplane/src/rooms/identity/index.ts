export {
	createFakeIdentity,
	createIdentity,
	defaultIdentitySettings,
} from "./create-identity.ts";
export type { IdentitySettings } from "./ensure-first-organisation.ts";
export type {
	Identity,
	NewPerson,
	NewSignInLink,
	NewToken,
	SignedIn,
} from "./identity.ts";
export {
	actorOf,
	type Organisation,
	type Person,
	type PersonRole,
	personRoles,
} from "./person.ts";
