const longestWhole = 14;
const tailLength = 9;

/** The part of a name that may be cut, and its end, which may not. A short name is all end. No character is torn apart. */
export function splitName(name: string): readonly [head: string, tail: string] {
	const letters = [...graphemes.segment(name)].map(({ segment }) => segment);
	if (letters.length <= longestWhole) return ["", name];
	return [
		letters.slice(0, -tailLength).join(""),
		letters.slice(-tailLength).join(""),
	];
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
