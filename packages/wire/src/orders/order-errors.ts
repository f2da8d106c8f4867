/** The caller heard nothing at all from the agent before the deadline: it may be gone, or never was there. */
export class OrderUnanswered extends Error {
	readonly accepted = false;

	constructor() {
		super("The agent did not answer before the deadline.");
		this.name = "OrderUnanswered";
	}
}

/** The agent took the order, but its answer had not ended at the deadline. */
export class OrderDeadline extends Error {
	readonly accepted = true;

	constructor() {
		super("The agent took the order, but did not end it before the deadline.");
		this.name = "OrderDeadline";
	}
}

/** Why the signal of an order is aborted at the agent. */
export type StopReason = "stopped" | "deadline" | "closing";

/** What the handler of an order finds as its signal's reason. */
export class OrderStopped extends Error {
	/** `stopped`: the caller wants it no longer. `deadline`: its time is over. `closing`: the agent goes. */
	readonly why: StopReason;

	constructor(why: StopReason) {
		super(`The order was stopped: ${why}.`);
		this.name = "OrderStopped";
		this.why = why;
	}
}
