/**
 * Something the machine lacks or refuses, found while its servers are provided or started.
 * The message says what happened and what to do now; it is meant for the person at the terminal.
 */
export class SetupError extends Error {
	constructor(message: string, options?: { readonly cause?: unknown }) {
		super(message, options);
		this.name = "SetupError";
	}
}
