import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AuditCode, AuditWho, PublicFacts } from "../audit/index.ts";
import { type Account, type Reach, reaches } from "./account.ts";
import type { MaybeSession } from "./identity.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { Membership, Person } from "./person.ts";

/** Organisations of one account that are looked at. */
export const listedMemberships = 200;

/** The account of an email that is in its stored form; made when there is none. */
export function accountOf(
	deps: IdentityDeps,
	tx: Transaction,
	email: string,
	displayName: string,
): Promise<Account> {
	return deps.accountStore.findOrMakeAccount(tx, {
		id: deps.newId("account"),
		email,
		displayName: displayName.slice(0, 256),
		createdAt: deps.clock.now(),
		hasPassword: false,
	});
}

/** The organisations of an account that a proof of it opens, the one it joined first in front. */
export async function membershipsOf(
	deps: IdentityDeps,
	account: Pick<Account, "id">,
	reach: Reach,
	tx?: Transaction,
): Promise<readonly Membership[]> {
	const all = await deps.identityStore.listMemberships(
		account.id,
		listedMemberships,
		tx,
	);
	return all.filter(({ organisation }) => reaches(reach, organisation.id));
}

/** What happened to an account, as an organisation of it is told. */
export interface AccountEvent {
	readonly code: AuditCode;
	readonly who?: AuditWho;
	readonly outcome?: "succeeded" | "denied";
	readonly subjectId?: string;
	readonly facts?: PublicFacts;
}

/** An event with the organisation that is told of it. */
export interface ToldEvent extends Membership {
	readonly event: AccountEvent;
}

/** The same event for each of these organisations. */
export function tellAll(
	memberships: readonly Membership[],
	event: AccountEvent,
): readonly ToldEvent[] {
	return memberships.map((membership) => ({ ...membership, event }));
}

/** Writes events into the chains of their organisations. Call it last in a transaction, and once. */
export async function recordTold(
	deps: IdentityDeps,
	tx: Transaction,
	told: readonly ToldEvent[],
): Promise<void> {
	// Always in one order, so that two that write into the same chains do not wait for each other.
	const inOrder = told.toSorted((a, b) =>
		a.organisation.id < b.organisation.id
			? -1
			: Number(a.organisation.id !== b.organisation.id),
	);
	for (const { organisation, person, event } of inOrder)
		await deps.audit.recordEvent(tx, {
			outcome: "succeeded",
			who: whoIs(person),
			...event,
			organisationId: organisation.id,
		});
}

/** Writes what happened to an account into the chain of each of these organisations. Call it last in a transaction. */
export async function recordInAll(
	deps: IdentityDeps,
	tx: Transaction,
	memberships: readonly Membership[],
	event: AccountEvent,
): Promise<void> {
	await recordTold(deps, tx, tellAll(memberships, event));
}

/** A person as the audit names them. */
export function whoIs(person: Pick<Person, "id" | "email">): AuditWho {
	return { kind: "person", personId: person.id, email: person.email };
}

/**
 * Opens an organisation that was just joined to the session it was joined with, where that opens only some. A password that began the
 * session opens no more than before: another than its owner may have set it.
 */
export async function openToSession(
	deps: IdentityDeps,
	tx: Transaction,
	self: MaybeSession,
	organisationId: OrganisationId,
): Promise<void> {
	const { session } = self;
	if (!session || self.reach === undefined) return;
	await deps.sessionStore.extendSession(tx, session.id, organisationId);
	await deps.news.announce(tx, { kind: "changed", ids: [session.id] });
}
