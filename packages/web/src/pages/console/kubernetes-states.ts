/** How Kubernetes is doing, by its own word for it. */
export type StateTone = "good" | "waiting" | "bad";

const words: Readonly<Record<StateTone, readonly string[]>> = {
	good: [
		"Running",
		"Ready",
		"Active",
		"Bound",
		"Available",
		"Completed",
		"Succeeded",
		"Complete",
	],
	waiting: [
		"Pending",
		"ContainerCreating",
		"PodInitializing",
		"Terminating",
		"Released",
		"Unknown",
		"Ready,SchedulingDisabled",
		"Warning",
	],
	bad: [
		"CrashLoopBackOff",
		"ImagePullBackOff",
		"ErrImagePull",
		"ErrImageNeverPull",
		"InvalidImageName",
		"CreateContainerConfigError",
		"CreateContainerError",
		"RunContainerError",
		"OOMKilled",
		"Error",
		"Evicted",
		"Failed",
		"NotReady",
		"NotReady,SchedulingDisabled",
		"Lost",
		"DeadlineExceeded",
		"ContainerStatusUnknown",
	],
};

const tones: ReadonlyMap<string, StateTone> = new Map(
	(["good", "waiting", "bad"] as const).flatMap((tone) =>
		words[tone].map((word) => [word, tone] as const),
	),
);

/** A word that fills a cell: two blanks or an end of the line on each side. */
const cells =
	/(?<=^|[ \t]{2}|\t)(?:Init:)?[A-Z][A-Za-z,]*(?=[ \t]{2}|\t|\r?$)/gm;

/** The tone of a cell's text; undefined when it is no state. */
export function toneOf(cell: string): StateTone | undefined {
	return tones.get(cell.replace(/^Init:/, ""));
}

/** How a program's lines begin that are sentences: they may wrap, rows of a table may not. */
const sentences =
	/^(?:Error from server|[Ee]rror: |Unable to |The connection to |Warning: ).*$/gm;

export interface TonedText {
	readonly text: string;
	/** A sentence is a whole line that may wrap. */
	readonly tone: StateTone | "sentence" | undefined;
}

/** The text in pieces, states and sentences apart; joined they are the text again. */
export function splitStates(text: string): readonly TonedText[] {
	const pieces: TonedText[] = [];
	let end = 0;
	const found = [...text.matchAll(cells), ...text.matchAll(sentences)].sort(
		(left, right) => left.index - right.index,
	);
	for (const { 0: word, index } of found) {
		if (index < end) continue;
		const tone = toneOf(word) ?? (/\s/.test(word) ? "sentence" : undefined);
		if (tone === undefined) continue;
		if (index > end)
			pieces.push({ text: text.slice(end, index), tone: undefined });
		pieces.push({ text: word, tone });
		end = index + word.length;
	}
	if (end < text.length)
		pieces.push({ text: text.slice(end), tone: undefined });
	return pieces;
}
