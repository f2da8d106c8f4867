import { Code, ConnectError } from "@connectrpc/connect";

/** Longest error text sent: it travels in a header, and headers are bounded. */
const maxErrorCharacters = 4096;

/** Runs an author's code and lets what it throws cross the wire word for word, as Botkube's plugins do. */
export async function verbatim<T>(
	signal: AbortSignal,
	run: () => Promise<T>,
): Promise<T> {
	try {
		return await run();
	} catch (error) {
		if (error instanceof ConnectError) throw error;
		const text = error instanceof Error ? error.message : String(error);
		throw new ConnectError(
			text.slice(0, maxErrorCharacters).toWellFormed(),
			signal.aborted ? Code.Canceled : Code.Unknown,
		);
	}
}
