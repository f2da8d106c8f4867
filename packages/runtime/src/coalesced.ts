/**
 * Makes a function that asks for `work` and returns at once. One run goes on at a time, and all calls that come before the next one
 * begins have that one in common, so that a flood of calls costs no more than one run after another.
 * @param onFailure what to do with an error of a run; it must not throw.
 */
export function coalesced(
	work: () => Promise<void>,
	onFailure: (error: unknown) => void,
): () => void {
	let isAsked = false;
	let isRunning = false;
	async function runWhileAsked(): Promise<void> {
		// Calls of the same moment share the first run as well.
		await Promise.resolve();
		while (isAsked) {
			isAsked = false;
			try {
				await work();
			} catch (error) {
				onFailure(error);
			}
		}
		isRunning = false;
	}
	return () => {
		isAsked = true;
		if (isRunning) return;
		isRunning = true;
		void runWhileAsked();
	};
}
