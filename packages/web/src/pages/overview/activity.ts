import type { Activity } from "./documents.ts";

type State = Activity["stretches"][number]["counts"][number]["state"];

interface Counted {
	readonly total: number;
	readonly of: (state: State) => number;
}

/** The figures of commands, summed up: for all the time and for each stretch. */
export function countedActivity(
	figures: Activity,
): Counted & { readonly stretches: readonly (Counted & { from: string })[] } {
	return {
		...countedOf(figures.stretches.flatMap(({ counts }) => counts)),
		stretches: figures.stretches.map(({ from, counts }) => ({
			from,
			...countedOf(counts),
		})),
	};
}

function countedOf(counts: Activity["stretches"][number]["counts"]): Counted {
	const sum = (of: typeof counts) =>
		of.reduce((all, { count }) => all + count, 0);
	return {
		total: sum(counts),
		of: (state) => sum(counts.filter((one) => one.state === state)),
	};
}

const hours = new Intl.DateTimeFormat("en", {
	hour: "2-digit",
	minute: "2-digit",
	hourCycle: "h23",
});
const days = new Intl.DateTimeFormat("en", {
	weekday: "short",
	day: "numeric",
});

/** `14:00`, or `Mon 5`: on the viewer's clock. */
export function timeWords(from: string, isDaily: boolean): string {
	return (isDaily ? days : hours).format(new Date(from));
}
