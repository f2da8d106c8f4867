/** An outcome as people read it; the audit's word for a refusal is older. `NOT_UNDERSTOOD` → `not understood`. */
export function outcomeWords(outcome: string): string {
	const words = outcome.toLowerCase().replaceAll(/[_-]/g, " ");
	return words === "denied" ? "refused" : words;
}
