/** Prints the answers of several clusters below each other. */
export interface Interleaver {
	/** Text of a cluster. Whole lines are printed; the rest waits for its line end. */
	write(cluster: string, text: string): void;
	/** The cluster's answer is complete. */
	finish(cluster: string): void;
	/** Prints everything that is still buffered. */
	flush(): void;
}

/** A line longer than this is printed in pieces, so that an endless one cannot fill the memory. */
const maxLineCharacters = 67_108_864;

/** A cluster that buffers more than this is printed next, though another one is still writing. */
const maxBufferedCharacters = 65_536;

/**
 * Answers of several clusters stream into one terminal. One cluster is printed at a time, below its heading; the others
 * are buffered, and the next one is printed when the current one finishes, is silent for a while, or another one has
 * buffered too much.
 */
export function createInterleaver(options: {
	readonly print: (text: string) => void;
	/** Prints the line above a cluster's answer. */
	readonly heading: (cluster: string) => void;
	/** Calls `act` after a short silence; returns how to cancel that. */
	readonly afterSilence: (act: () => void) => () => void;
}): Interleaver {
	const buffers = new Map<string, LineBuffer>();
	const finished = new Set<string>();
	let current: string | undefined;
	let lastHeading: string | undefined;
	let cancelSilence = () => {};

	function print(cluster: string): void {
		const buffer = buffers.get(cluster);
		const text = buffer?.take(finished.has(cluster)) ?? "";
		if (text === "") return;
		if (lastHeading !== cluster) options.heading(cluster);
		lastHeading = cluster;
		options.print(text);
	}
	function printNext(): void {
		cancelSilence();
		const [next] = [...buffers]
			.filter(
				([name, buffer]) => name !== current && buffer.has(finished.has(name)),
			)
			.map(([name]) => name);
		if (next === undefined) return;
		current = next;
		print(next);
		if (finished.has(next)) printNext();
		else waitForSilence();
	}
	function waitForSilence(): void {
		cancelSilence();
		cancelSilence = options.afterSilence(printNext);
	}
	return {
		write(cluster, text) {
			const buffer = buffers.get(cluster) ?? createLineBuffer();
			buffers.set(cluster, buffer);
			buffer.add(text);
			current ??= cluster;
			if (current === cluster) {
				print(cluster);
				waitForSilence();
			} else if (buffer.characters() > maxBufferedCharacters) printNext();
		},
		finish(cluster) {
			finished.add(cluster);
			if (current !== undefined && current !== cluster) return;
			print(cluster);
			current = undefined;
			printNext();
		},
		flush() {
			cancelSilence();
			for (const cluster of buffers.keys()) {
				finished.add(cluster);
				print(cluster);
			}
		},
	};
}

/** Text that waits: whole lines, and the beginning of one. Each piece is looked at once, however long its line becomes. */
interface LineBuffer {
	add(text: string): void;
	/** Whether there is something to take. */
	has(all: boolean): boolean;
	/** Takes the whole lines, or all there is as whole lines. */
	take(all: boolean): string;
	characters(): number;
}

function createLineBuffer(): LineBuffer {
	let lines: string[] = [];
	let begun: string[] = [];
	let characters = 0;
	let begunCharacters = 0;

	function endLine(end: string): void {
		for (const piece of begun) lines.push(piece);
		lines.push(end);
		begun = [];
		begunCharacters = 0;
	}
	return {
		add(text) {
			characters += text.length;
			const end = text.lastIndexOf("\n") + 1;
			if (end > 0) endLine(text.slice(0, end));
			if (end < text.length) begun.push(text.slice(end));
			begunCharacters += text.length - end;
			if (begunCharacters > maxLineCharacters) endLine("\n");
		},
		has: (all) => lines.length > 0 || (all && begun.length > 0),
		take(all) {
			if (all && begun.length > 0) endLine("\n");
			const text = lines.join("");
			lines = [];
			characters = begunCharacters;
			return text;
		},
		characters: () => characters,
	};
}
