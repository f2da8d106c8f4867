import { plainOutput } from "../../../parts/plain-output.ts";

/** Lines of an output as they are shown. A line that is too long for one row goes on in the next, which has no number. */
export interface LineList {
	readonly count: number;
	/** More came than is taken. */
	readonly isFull: boolean;
	text(row: number): string;
	/** 0 for a row that goes on with the line before. */
	number(row: number): number;
	/** Takes text; where it is cut does not matter. */
	push(text: string): void;
	/** No more comes: takes a last line without an end. */
	end(): void;
}

const rowCharacters = 2000;
/** A browser gives no box more height than so many rows need. */
const maxRows = 800_000;

export function createLineList(limit = maxRows): LineList {
	const texts: string[] = [];
	const numbers: number[] = [];
	let rest = "";
	let lines = 0;
	let isFull = false;

	function addLine(line: string): void {
		lines += 1;
		let start = 0;
		do {
			if (texts.length >= limit) {
				isFull = true;
				return;
			}
			const end = whole(line, start + rowCharacters);
			texts.push(line.slice(start, end));
			numbers.push(start === 0 ? lines : 0);
			start = end;
		} while (start < line.length);
	}
	function take(text: string): void {
		for (const line of plainOutput(text).split("\n")) {
			if (isFull) return;
			addLine(line);
		}
	}
	return {
		get count() {
			return texts.length;
		},
		get isFull() {
			return isFull;
		},
		text: (row) => texts[row] ?? "",
		number: (row) => numbers[row] ?? 0,
		push(text) {
			if (isFull) return;
			const end = text.lastIndexOf("\n");
			if (end < 0) {
				rest += text;
				return;
			}
			take(rest + text.slice(0, end));
			rest = text.slice(end + 1);
		},
		end() {
			if (rest !== "") take(rest);
			rest = "";
		},
	};
}

/** The place, or the one behind it where it would cut a character in two. */
function whole(text: string, at: number): number {
	const code = text.charCodeAt(at);
	return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}
