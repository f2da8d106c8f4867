/** No answer of a provider is larger. */
const maxBytes = 1_048_576;

/** `fetch` for a provider's answers, which are read whole: one that is larger than a mebibyte is cut off. */
export async function boundedFetch(
	url: string,
	init: object,
): Promise<Response> {
	const response = await fetch(url, { ...init, redirect: "manual" });
	if (!response.body) return response;
	let bytes = 0;
	const bounded = response.body.pipeThrough(
		new TransformStream<Uint8Array, Uint8Array>({
			transform(chunk, controller) {
				bytes += chunk.length;
				if (bytes > maxBytes)
					controller.error(new Error(`the answer is over ${maxBytes} bytes`));
				else controller.enqueue(chunk);
			},
		}),
	);
	const { status, statusText, headers } = response;
	return new Response(bounded, { status, statusText, headers });
}
