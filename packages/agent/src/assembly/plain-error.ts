/** The result, or an error without a stack: the message is for the person who starts the agent, and a stack would tell them nothing. */
export function orPlainError<T>(act: () => T): T {
	try {
		return act();
	} catch (error) {
		throw error instanceof Error ? plainError(error) : error;
	}
}

/** The error, without its stack. */
export function plainError(error: Error): Error {
	error.stack = error.message;
	return error;
}
