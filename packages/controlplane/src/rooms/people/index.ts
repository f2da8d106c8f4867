export {
	type Account,
	type AccountCaller,
	type Reach,
	reaches,
	type Self,
} from "./account.ts";
export type { AccountChanges } from "./account-changes.ts";
export {
	eventInEach,
	type OrganisationEvent,
	recordAccountEvents,
	whoIs,
} from "./account-events.ts";
export type { Accounts } from "./accounts.ts";
export { maxGroups, usableGroups } from "./add-person.ts";
export { idCursor } from "./cursors.ts";
export { normalEmail, normalName } from "./email.ts";
export type { Invitation } from "./invitation.ts";
export type { People } from "./people.ts";
export { defaultPeopleSettings } from "./people-deps.ts";
export { type PeopleOrder, peopleOrders } from "./people-order.ts";
export {
	actorOf,
	type Membership,
	type Organisation,
	type Person,
} from "./person.ts";
export type { EndedProofs, Proofs } from "./proofs.ts";
export {
	type Proof,
	type ProvenActor,
	requireAllScopes,
} from "./proven-actor.ts";
export { requireIndependent } from "./require-independent.ts";
export {
	makeSecret,
	readSecret,
	type SecretShape,
	sameHash,
} from "./secret-code.ts";
export { type TokenScope, tokenScopes } from "./token-scopes.ts";
