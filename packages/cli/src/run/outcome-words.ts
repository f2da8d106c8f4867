/** How a run ended, as the control plane names it; what needs a look first. */
export type RunOutcome =
	| "FAILED"
	| "LOST"
	| "SILENT"
	| "REFUSED"
	| "NOT_UNDERSTOOD"
	| "CANCELLED"
	| "RUNNING"
	| "SUCCEEDED";

/** `not understood` */
export function outcomeWord(outcome: RunOutcome): string {
	return outcome.toLowerCase().replace("_", " ");
}

/** `24 clusters: 20 refused, 2 silent, 2 succeeded` */
export function summaryLine(
	summary: readonly { readonly outcome: RunOutcome; readonly count: number }[],
): string {
	const total = summary.reduce((sum, { count }) => sum + count, 0);
	const parts = summary.map(
		({ outcome, count }) => `${count} ${outcomeWord(outcome)}`,
	);
	return `${total} clusters: ${parts.join(", ")}`;
}
