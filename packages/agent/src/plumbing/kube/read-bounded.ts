/** Twenty times the largest object that etcd takes by default; the agent has less than 100 MiB for everything. */
export const maxAnswerBytes = 33_554_432;

/** The text of an answer. Reading stops where it becomes larger than `mostBytes`. @throws Error naming the request. */
export async function readBounded(
	body: AsyncIterable<Uint8Array>,
	{ method, path }: { readonly method: string; readonly path: string },
	mostBytes: number = maxAnswerBytes,
): Promise<string> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.length;
		if (bytes > mostBytes)
			throw new Error(
				`the answer to ${method} ${path} is too large: it has more than ${mostBytes} bytes; ask for smaller pages, or with a selector`,
			);
		chunks.push(chunk);
	}
	// Decoded as a whole: a character may lie on two chunks.
	return Buffer.concat(chunks).toString("utf8");
}
