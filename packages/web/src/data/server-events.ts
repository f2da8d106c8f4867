/** One event of a `text/event-stream`. */
export interface ServerEvent {
	readonly event: string;
	readonly data: string;
}

/** Most characters of one event: what is longer is not an event of ours. */
const maxEventCharacters = 8_388_608;

/**
 * The events of a body, in order; comments (pings) are skipped.
 * Rules: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 * @throws Error when one is longer than 8 Mi characters.
 */
export async function* readServerEvents(
	body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerEvent> {
	const decoder = new TextDecoder();
	let rest = "";
	for await (const chunk of chunksOf(body)) {
		rest += decoder.decode(chunk, { stream: true });
		for (;;) {
			const end = /\r\n\r\n|\n\n|\r\r/.exec(rest);
			if (!end) break;
			const event = readEvent(rest.slice(0, end.index));
			rest = rest.slice(end.index + end[0].length);
			if (event) yield event;
		}
		if (rest.length > maxEventCharacters)
			throw new Error("The control plane sent an event that is too long.");
	}
}

/** Not every browser can walk a stream by itself. Leaving early gives the connection back. */
async function* chunksOf(
	body: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	const reader = body.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		await reader.cancel().catch(() => {});
	}
}

function readEvent(block: string): ServerEvent | undefined {
	let event = "message";
	const data: string[] = [];
	for (const line of block.split(/\r\n|\n|\r/)) {
		if (line.startsWith(":")) continue;
		const colon = line.indexOf(":");
		const field = colon < 0 ? line : line.slice(0, colon);
		const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
		if (field === "event") event = value;
		if (field === "data") data.push(value);
	}
	if (data.length === 0 && event === "message") return undefined;
	return { event, data: data.join("\n") };
}
