/** What Kubernetes calls well, under way, and not well, in the columns of its tables. */
const words = {
	green: [
		"Running",
		"Ready",
		"Active",
		"Bound",
		"Available",
		"Completed",
		"Succeeded",
		"Complete",
	],
	yellow: [
		"Pending",
		"ContainerCreating",
		"PodInitializing",
		"Terminating",
		"Released",
		"Unknown",
		"Ready,SchedulingDisabled",
		"Warning",
	],
	red: [
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
} as const;

export type StateColour = keyof typeof words;

const colours: ReadonlyMap<string, StateColour> = new Map(
	(["green", "yellow", "red"] as const).flatMap((colour) =>
		words[colour].map((word) => [word, colour] as const),
	),
);

/** A word that fills a cell: two blanks or an end of the line on each side. */
const cells =
	/(?<=^|[ \t]{2}|\t)(?:Init:)?[A-Z][A-Za-z,]*(?=[ \t]{2}|\t|\r?$)/gm;

/** A table of kubectl with each state as `paint` makes it. The word stays in it: nobody needs the colour. */
export function paintStates(
	text: string,
	paint: (word: string, colour: StateColour) => string,
): string {
	return text.replace(cells, (word) => {
		const colour = colours.get(word.replace(/^Init:/, ""));
		return colour === undefined ? word : paint(word, colour);
	});
}
