/** Which organisation's output the address means; absent: whichever has it. */
export interface OutputSearch {
	readonly organisation?: string | undefined;
}

/** Reads the address, whatever stands in it. */
export function readOutputSearch(
	given: Readonly<Record<string, unknown>>,
): OutputSearch {
	const { organisation } = given;
	return typeof organisation === "string" ? { organisation } : {};
}
