import { AppError } from "@quarterdeck/contract";
import type { Person } from "./person.ts";

type Hand = Pick<Person, "accountId" | "lineOf">;

/**
 * Refuses an approval by somebody who is no second person to whoever asked: the same account, a member who joined after it was asked
 * for, or one of the same line (decision 0046).
 * @throws AppError APPROVER_NOT_INDEPENDENT.
 */
export function requireIndependent(given: {
	/** As it stands within a sentence. */
	readonly what: string;
	readonly approver: Hand & Pick<Person, "createdAt">;
	readonly author: Hand & Pick<Person, "email">;
	readonly askedAt: Date;
}): void {
	const { what, approver, author, askedAt } = given;
	const refuse = (reason: string) =>
		new AppError("APPROVER_NOT_INDEPENDENT", { what, reason });
	if (approver.accountId === author.accountId)
		throw refuse("you asked for it yourself");
	if (approver.createdAt > askedAt)
		throw refuse("you joined after it was asked for");
	if (isOneHand(approver, author))
		throw refuse(
			`you and ${author.email} came in by the same line of invitations`,
		);
}

/**
 * Whether two people may be one: whoever invites somebody holds the link that signs them in. A line is the member whom it began with,
 * those they invited under review, those whom these invited, and so on.
 */
function isOneHand(a: Hand, b: Hand): boolean {
	return [a.accountId, a.lineOf].some(
		(id) => id !== undefined && (id === b.accountId || id === b.lineOf),
	);
}
