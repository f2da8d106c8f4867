/** Says why there is nothing to compare: of all answers, or of those that the chosen outcome shows, fewer than two differ. */
export function sameWords(
	answers: readonly (readonly unknown[])[],
	hasOthers: boolean,
): string {
	const clusters = answers.flat().length;
	if (!hasOthers) return "All clusters answered the same.";
	return clusters === 1
		? "Only one cluster is shown. Clear the outcome filter to compare its answer with others."
		: `The ${clusters} clusters shown answered the same. Clear the outcome filter to compare them with others.`;
}
