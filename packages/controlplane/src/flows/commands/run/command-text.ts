import type { Utterance } from "../commands.ts";

/** What was said, as one line for the record: words in quotes where they need them, options as the flags they stand for. */
export function commandText({ text, options }: Utterance): string {
	const flags = [
		...(options.clusters?.length
			? ["--cluster", quoted(options.clusters.join(","))]
			: []),
		...(options.allClusters ? ["--all-clusters"] : []),
		...(options.filter ? ["--filter", quoted(options.filter)] : []),
		...(options.timeoutSeconds === undefined
			? []
			: ["--timeout", `${options.timeoutSeconds}s`]),
	];
	if (typeof text === "string") return [text, ...flags].join(" ");
	return [...flags, ...text.map(quoted)].join(" ");
}

function quoted(word: string): string {
	if (/^[\w@%+=:,./~^{}[\]*?!#$-]+$/.test(word)) return word;
	return `'${word.replaceAll("'", `'"'"'`)}'`;
}
