import type { OrganisationId, SessionId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AuditWho } from "../audit/index.ts";
import type { Person } from "./person.ts";

/** How many proofs of a removed person ended. */
export interface EndedProofs {
	readonly tokensEnded: number;
	readonly sessionsEnded: number;
	readonly machineTokensEnded: number;
}

/** What proves who people are, as this room needs it; the sign-in room does it. */
export interface Proofs {
	/** Call it when the session's account is locked. @throws AppError NOT_SIGNED_IN when the session has ended. */
	requireSession(tx: Transaction, sessionId: SessionId): Promise<void>;
	/**
	 * Opens an organisation that was just joined to the session it was joined with. A password that began the session opens no more than
	 * before: another than its owner may have set it.
	 */
	openTo(
		tx: Transaction,
		sessionId: SessionId,
		organisationId: OrganisationId,
	): Promise<void>;
	/**
	 * Ends the sign-in links for and by a person who was just removed, their tokens, the machine tokens they made, the passwords that open
	 * the organisation alone, and the sessions of their account that open nothing else. Their account is locked.
	 * @param isLast whether the account belongs to no other organisation: then all its sessions end.
	 */
	endProofs(
		tx: Transaction,
		person: Person,
		by: { readonly who: AuditWho; readonly isLast: boolean },
	): Promise<EndedProofs>;
}
