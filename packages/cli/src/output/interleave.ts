/** One cluster's lines under its heading, and nobody talking into another's. */
export interface Interleaver {
	/** Text of a cluster; whole lines are told, the rest waits for its end of line. */
	tell(cluster: string, text: string): void;
	/** The cluster has nothing more to say. */
	finish(cluster: string): void;
	/** Tells all that is still held back. */
	flush(): void;
}

/** Held back for clusters whose turn it is not; more than this and the floor passes. */
const patienceCharacters = 65_536;

/**
 * Answers of several clusters stream into one terminal. Whoever speaks keeps the floor while it talks; the others are
 * held back, and get it when the speaker has ended, pauses (`passOn` is called after a silence), or they burst.
 */
export function createInterleaver(options: {
	readonly write: (text: string) => void;
	readonly heading: (cluster: string) => string;
	/** Calls `act` after a short silence; returns how to take that back. */
	readonly afterSilence: (act: () => void) => () => void;
}): Interleaver {
	const held = new Map<string, string>();
	const ended = new Set<string>();
	let speaker: string | undefined;
	let lastHeading: string | undefined;
	let takeBack = () => {};

	function speak(cluster: string): void {
		const text = held.get(cluster) ?? "";
		const end = ended.has(cluster) ? text.length : text.lastIndexOf("\n") + 1;
		if (end === 0) return;
		if (lastHeading !== cluster) options.write(options.heading(cluster));
		lastHeading = cluster;
		options.write(
			ended.has(cluster) && !text.endsWith("\n")
				? `${text}\n`
				: text.slice(0, end),
		);
		held.set(cluster, text.slice(end));
	}
	function passOn(): void {
		takeBack();
		const waiting = [...held]
			.filter(([name, text]) => name !== speaker && hasLine(name, text))
			.map(([name]) => name);
		const next = waiting[0];
		if (next === undefined) return;
		speaker = next;
		speak(next);
		if (ended.has(next)) passOn();
		else waitForSilence();
	}
	const hasLine = (name: string, text: string): boolean =>
		text.includes("\n") || (ended.has(name) && text !== "");
	function waitForSilence(): void {
		takeBack();
		takeBack = options.afterSilence(passOn);
	}
	return {
		tell(cluster, text) {
			held.set(cluster, (held.get(cluster) ?? "") + text);
			speaker ??= cluster;
			if (speaker === cluster) {
				speak(cluster);
				waitForSilence();
			} else if ((held.get(cluster)?.length ?? 0) > patienceCharacters)
				passOn();
		},
		finish(cluster) {
			ended.add(cluster);
			if (speaker !== undefined && speaker !== cluster) return;
			speak(cluster);
			speaker = undefined;
			passOn();
		},
		flush() {
			takeBack();
			for (const cluster of held.keys()) {
				ended.add(cluster);
				speak(cluster);
			}
		},
	};
}
