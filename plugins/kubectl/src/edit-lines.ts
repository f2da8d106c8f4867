/** Changes lines of an output as they pass. */
export interface LineEditor {
	/** What of the output so far can be passed on. */
	push(chunk: Uint8Array): Uint8Array;
	/** What was held back for the end of its line. */
	end(): Uint8Array;
}

/** A longer line is none of those that are changed. */
const mostHeldBytes = 65_536;

/**
 * `edit` gets each whole line, with its line break and one character for each byte, and gives what stands in its place. A line that is
 * not complete is held back only while `concerns` says of its beginning that it may be one to change, so that a prompt is not late.
 */
export function createLineEditor(
	concerns: (beginning: string) => boolean,
	edit: (line: string) => string,
): LineEditor {
	let held = "";
	/** Whether the beginning of the current line was passed on. */
	let begun = false;

	function passBeginning(text: string): string {
		if (begun || !concerns(text) || text.length > mostHeldBytes) {
			begun = true;
			return text;
		}
		held = text;
		return "";
	}
	return {
		push(chunk) {
			const lines = (held + Buffer.from(chunk).toString("latin1")).split(
				/(?<=\n)/,
			);
			held = "";
			let out = "";
			for (const line of lines) {
				if (!line.endsWith("\n")) {
					out += passBeginning(line);
					continue;
				}
				out += begun ? line : edit(line);
				begun = false;
			}
			return Buffer.from(out, "latin1");
		},
		end() {
			const rest = held === "" ? "" : edit(held);
			held = "";
			return Buffer.from(rest, "latin1");
		},
	};
}
