/** One event of a server-sent event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface ServerEvent {
	readonly event: string;
	readonly data: string;
}

/** What is longer than this is no event of ours. */
const maxEventCharacters = 16_777_216;

/** The events of a stream as they come. Comments (keep-alives) and unknown fields are passed over. @throws RangeError on an endless event. */
export async function* readServerEvents(
	body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerEvent> {
	let event = "message";
	let data: string[] = [];
	let size = 0;
	for await (const line of readLines(body)) {
		if (line === "") {
			if (data.length > 0 || event !== "message")
				yield { event, data: data.join("\n") };
			event = "message";
			data = [];
			size = 0;
			continue;
		}
		const colon = line.indexOf(":");
		const field = colon < 0 ? line : line.slice(0, colon);
		const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
		if (field === "event") event = value;
		if (field === "data") {
			size += value.length + 1;
			if (size > maxEventCharacters) throw tooLong();
			data.push(value);
		}
	}
}

async function* readLines(
	body: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = "";
	for await (const chunk of body) {
		rest += decoder.decode(chunk, { stream: true });
		const lines = rest.split(/\r\n|\n|\r(?!$)/);
		rest = lines.pop() ?? "";
		yield* lines;
		if (rest.length > maxEventCharacters) throw tooLong();
	}
}

function tooLong(): RangeError {
	return new RangeError("an event is longer than 16 MiB");
}
