/** What one of several texts has that not all of them have, in its order. */
export function linesApart(
	texts: readonly string[],
): readonly (readonly string[])[] {
	const lines = texts.map((text) =>
		text.split("\n").filter((line) => line.trim() !== ""),
	);
	const sets = lines.map((of) => new Set(of));
	return lines.map((of) =>
		of.filter((line) => !sets.every((set) => set.has(line))),
	);
}
