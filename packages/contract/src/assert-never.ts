/** Closes a union: the compiler refuses the call while a case is open, the run time names what slipped through. */
export function assertNever(value: never): never {
	throw new TypeError(`unhandled case: ${JSON.stringify(value)}`);
}
