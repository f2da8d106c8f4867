import { useSearch } from "@tanstack/react-router";
import { type FigureRange, figureRange } from "./figure-range.ts";
import type { FigureWindow } from "./overview-search.ts";

/** The time that figures of commands are about, as the address has it. */
export function useFigureRange(): {
	readonly window: FigureWindow;
	readonly range: FigureRange;
} {
	const { window = "day" } = useSearch({ from: "/o/$organisation/overview" });
	return { window, range: figureRange(new Date(), window) };
}
