import { StringDecoder } from "node:string_decoder";

/** An object is at most a few megabytes, as etcd keeps it; a longer line is no event. */
const maxLineCharacters = 8_388_608;

/** The lines of a body as they come; empty ones are left out. What follows the last line break is a cut line, and is dropped. */
export async function* readLines(
	body: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
	const decoder = new StringDecoder("utf8");
	// Pieces of a line that has not ended; joined once, because a large line comes in many pieces.
	let pieces: string[] = [];
	let heldCharacters = 0;
	for await (const chunk of body) {
		const [first = "", ...others] = decoder
			.write(Buffer.from(chunk))
			.split("\n");
		pieces.push(first);
		heldCharacters += first.length;
		if (heldCharacters > maxLineCharacters)
			throw new Error(
				`one object of the watch has more than ${maxLineCharacters} characters`,
			);
		for (const next of others) {
			const line = pieces.join("");
			if (line.trim() !== "") yield line;
			pieces = [next];
			heldCharacters = next.length;
		}
	}
}
