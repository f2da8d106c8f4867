import type { SignedHead } from "./signed-head.ts";

/** A place outside of the database to which signed heads are sent. */
export interface HeadCopies {
	/** What it is called in the log. */
	readonly name: string;
	/** Keeps one. @throws what stood in the way. */
	keep(head: SignedHead): Promise<void>;
}
