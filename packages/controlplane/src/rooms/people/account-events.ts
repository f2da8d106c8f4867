import type { Transaction } from "@quarterdeck/runtime";
import type {
	Audit,
	AuditCode,
	AuditWho,
	PublicFacts,
} from "../audit/index.ts";
import type { Membership, Person } from "./person.ts";

/** Something that happened to an account. */
export interface AccountEvent {
	readonly code: AuditCode;
	readonly who?: AuditWho;
	readonly outcome?: "succeeded" | "denied";
	readonly subjectId?: string;
	readonly facts?: PublicFacts;
}

/** An event with the organisation whose audit records it. */
export interface OrganisationEvent extends Membership {
	readonly event: AccountEvent;
}

/** The same event for each of these organisations. */
export function eventInEach(
	memberships: readonly Membership[],
	event: AccountEvent,
): readonly OrganisationEvent[] {
	return memberships.map((membership) => ({ ...membership, event }));
}

/** Records events in the audit of their organisations. Call it last in a transaction, and once. */
export async function recordAccountEvents(
	{ audit }: { readonly audit: Audit },
	tx: Transaction,
	events: readonly OrganisationEvent[],
): Promise<void> {
	// Always in one order, so that two transactions that write into the same chains do not wait for each other.
	const inOrder = events.toSorted((a, b) =>
		a.organisation.id < b.organisation.id
			? -1
			: Number(a.organisation.id !== b.organisation.id),
	);
	for (const { organisation, person, event } of inOrder)
		await audit.recordEvent(tx, {
			outcome: "succeeded",
			who: whoIs(person),
			...event,
			organisationId: organisation.id,
		});
}

/** A person as the audit names them. */
export function whoIs(person: Pick<Person, "id" | "email">): AuditWho {
	return { kind: "person", personId: person.id, email: person.email };
}
