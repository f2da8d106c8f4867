/** How far back figures of commands reach; it stands in the address. */
export const figureWindows = ["day", "week"] as const;
export type FigureWindow = (typeof figureWindows)[number];

/** What the address of the page asks for. */
export interface OverviewSearch {
	/** Absent: the last day. */
	readonly window?: FigureWindow | undefined;
}

/** Reads the address, whatever stands in it. */
export function readOverviewSearch(
	given: Readonly<Record<string, unknown>>,
): OverviewSearch {
	return given.window === "week" ? { window: "week" } : {};
}
