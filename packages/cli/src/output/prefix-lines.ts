import type { Interleaver } from "./interleave.ts";

/** A line longer than this is printed in pieces, so that an endless one cannot fill the memory. */
const maxLineCharacters = 65_536;

/** Prints each line as it is complete, with its cluster in front. */
export function createLinePrefixer(print: (text: string) => void): Interleaver {
	const begun = new Map<string, string>();
	function printLines(cluster: string, text: string): void {
		const prefix = cluster === "" ? "" : `${cluster}: `;
		print(prefix + text.replace(/\n(?!$)/g, () => `\n${prefix}`));
	}
	function finish(cluster: string): void {
		const rest = begun.get(cluster) ?? "";
		begun.delete(cluster);
		if (rest !== "") printLines(cluster, `${rest}\n`);
	}
	return {
		write(cluster, text) {
			const all = (begun.get(cluster) ?? "") + text;
			const end = all.lastIndexOf("\n") + 1;
			const rest = all.slice(end);
			begun.set(cluster, rest);
			if (end > 0) printLines(cluster, all.slice(0, end));
			if (rest.length > maxLineCharacters) finish(cluster);
		},
		finish,
		flush() {
			for (const cluster of [...begun.keys()]) finish(cluster);
		},
	};
}
