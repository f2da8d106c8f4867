import type { z } from "zod";

/*
 * A verb of the bus is one value: both ends import it, so they cannot disagree.
 * Subjects as an agent sees them (docs/architecture/nats-facts.md#subjects); in the control plane's account the server puts the
 * organisation's account key behind the first token, so an agent cannot forge whose it is.
 *
 *   up.<inst>.hb.<name>                 report  agent → control plane, no answer
 *   up.<inst>.ask.<name>                ask     agent → control plane
 *   cmd.<inst>.<name>.reply.<nonce>             …  its one reply; never on a subject that the sender names
 *   cmd.<inst>.<name>.do.<corr>         order   control plane → agent
 *   cmd.<inst>.<name>.ack.<corr>                …  parts up to this number arrived
 *   cmd.<inst>.<name>.stop.<corr>               …  no longer wanted
 *   up.<inst>.r.<corr>                          …  the answer, in numbered parts, the last one flagged
 *
 * Everything below `cmd` is signed by the control plane with the organisation's order key, and an agent obeys nothing else.
 */

/** Published without an answer: a lost one costs nothing, because the next says the same. */
export interface Report<Body> {
	readonly kind: "report";
	readonly name: string;
	readonly body: z.ZodType<Body>;
}

/** The agent asks, the control plane replies once. */
export interface Ask<Request, Reply> {
	readonly kind: "ask";
	readonly name: string;
	readonly request: z.ZodType<Request>;
	readonly reply: z.ZodType<Reply>;
	/** How long the agent waits for the reply. */
	readonly deadlineMs: number;
	/** Whether it may be asked again when the reply did not come. */
	readonly idempotent: boolean;
	/** Largest request in bytes, when it is less than what a message may have; both ends refuse a larger one. */
	readonly maxRequestBytes?: number;
}

/** The control plane orders; the agent answers with any number of outputs and one end. */
export interface Order<Request, End> {
	readonly kind: "order";
	readonly name: string;
	readonly request: z.ZodType<Request>;
	readonly end: z.ZodType<End>;
	/** An order is sent again until its first part arrives; the correlation id makes it happen once. */
	readonly idempotent: true;
}

/** The version of the protocol both ends speak; it travels in a header, not in the subject. */
export const protocolVersion = 1;
