/** One entry of `details.causes` of a Status. */
export interface StatusCause {
	readonly reason: string;
	readonly message: string;
	readonly field: string;
}

export interface StatusDetails {
	readonly name?: string;
	readonly group?: string;
	readonly kind?: string;
	readonly uid?: string;
	readonly causes?: readonly StatusCause[];
	readonly retryAfterSeconds?: number;
}

/** A refusal in the words of a real API server; the door turns it into a `Status` body. */
export class StatusError extends Error {
	readonly code: number;
	readonly reason: string;
	readonly details: StatusDetails | undefined;
	/** How to go on with a list whose pages have expired. */
	readonly continueText: string | undefined;

	constructor(answer: {
		code: number;
		reason: string;
		message: string;
		details?: StatusDetails;
		continueText?: string;
	}) {
		super(answer.message);
		this.name = "StatusError";
		this.code = answer.code;
		this.reason = answer.reason;
		this.details = answer.details;
		this.continueText = answer.continueText;
	}
}
