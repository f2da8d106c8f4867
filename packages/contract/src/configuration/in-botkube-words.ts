/**
 * What is wrong in our words, then in Botkube's: people read the first, and whoever knows Botkube, or searches for its text, finds the
 * second (docs/architecture/botkube-compatibility.md#validation).
 */
export function inBotkubeWords(ours: string, botkube: string): string {
	return `${ours} (Botkube: ${botkube})`;
}
