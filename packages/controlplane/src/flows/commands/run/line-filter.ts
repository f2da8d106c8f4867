/** A line longer than this is judged by its beginning, so that one endless line cannot fill the memory. */
const maxLineCharacters = 65_536;

/** Keeps the lines that contain a text, however the output was cut into pieces. */
export interface LineFilter {
	/** The kept lines among those this piece completes. */
	push(text: string): string;
	/** The last line, when it has no end and is kept. */
	end(): string;
	/** Lines kept so far. */
	readonly kept: number;
}

/** Case-sensitive, as Botkube's `--filter` (docs/architecture/botkube-compatibility.md#flags). */
export function createLineFilter(wanted: string): LineFilter {
	let line = "";
	let kept = 0;
	/** Set while the rest of an overlong line passes: what was decided for its beginning. */
	let decided: boolean | undefined;

	function judge(piece: string, isLineEnd: boolean): string {
		const isFirst = decided === undefined;
		const keep = decided ?? piece.includes(wanted);
		if (keep && isFirst) kept += 1;
		decided = isLineEnd ? undefined : keep;
		return keep ? piece : "";
	}
	return {
		get kept() {
			return kept;
		},
		push(text) {
			let out = "";
			let from = 0;
			for (
				let at = text.indexOf("\n");
				at >= 0;
				at = text.indexOf("\n", from)
			) {
				out += judge(line + text.slice(from, at + 1), true);
				line = "";
				from = at + 1;
			}
			line += text.slice(from);
			if (line.length < maxLineCharacters) return out;
			out += judge(line, false);
			line = "";
			return out;
		},
		end() {
			const rest = line;
			line = "";
			return rest === "" ? "" : judge(rest, true);
		},
	};
}
