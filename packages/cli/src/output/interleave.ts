/** Prints the answers of several clusters below each other. */
export interface Interleaver {
	/** Text of a cluster. Whole lines are printed; the rest waits for its line end. */
	write(cluster: string, text: string): void;
	/** The cluster's answer is complete. */
	finish(cluster: string): void;
	/** Prints everything that is still buffered. */
	flush(): void;
}

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
	const buffered = new Map<string, string>();
	const finished = new Set<string>();
	let current: string | undefined;
	let lastHeading: string | undefined;
	let cancelSilence = () => {};

	function print(cluster: string): void {
		const text = buffered.get(cluster) ?? "";
		const end = finished.has(cluster)
			? text.length
			: text.lastIndexOf("\n") + 1;
		if (end === 0) return;
		if (lastHeading !== cluster) options.heading(cluster);
		lastHeading = cluster;
		options.print(
			finished.has(cluster) && !text.endsWith("\n")
				? `${text}\n`
				: text.slice(0, end),
		);
		buffered.set(cluster, text.slice(end));
	}
	function printNext(): void {
		cancelSilence();
		const [next] = [...buffered]
			.filter(([name, text]) => name !== current && hasLine(name, text))
			.map(([name]) => name);
		if (next === undefined) return;
		current = next;
		print(next);
		if (finished.has(next)) printNext();
		else waitForSilence();
	}
	const hasLine = (name: string, text: string): boolean =>
		text.includes("\n") || (finished.has(name) && text !== "");
	function waitForSilence(): void {
		cancelSilence();
		cancelSilence = options.afterSilence(printNext);
	}
	return {
		write(cluster, text) {
			const all = (buffered.get(cluster) ?? "") + text;
			buffered.set(cluster, all);
			current ??= cluster;
			if (current === cluster) {
				print(cluster);
				waitForSilence();
			} else if (all.length > maxBufferedCharacters) printNext();
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
			for (const cluster of buffered.keys()) {
				finished.add(cluster);
				print(cluster);
			}
		},
	};
}
