import type { OutputPiece } from "./output-buffer.ts";

/** Lines that contain the words, upper and lower case alike; everything when there are none. */
export function filterLines(
	pieces: readonly OutputPiece[],
	words: string,
): readonly OutputPiece[] {
	if (words === "") return pieces;
	const wanted = words.toLowerCase();
	return pieces.flatMap(({ kind, text }) => {
		const lines = text
			.split("\n")
			.filter((line) => line.toLowerCase().includes(wanted));
		return lines.length === 0 ? [] : [{ kind, text: `${lines.join("\n")}\n` }];
	});
}
