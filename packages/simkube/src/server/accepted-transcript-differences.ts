/** Where simkube is knowingly unlike the recorded server: the command, and why that is right or harmless. */
export const acceptedTranscriptDifferences: ReadonlyMap<string, string> =
	new Map([]);
