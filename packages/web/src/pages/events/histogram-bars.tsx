import { Group, Text } from "@mantine/core";
import {
	type KeyboardEvent,
	useEffect,
	useEffectEvent,
	useRef,
	useState,
} from "react";
import { noticeLevels } from "../../parts/notices/levels.ts";
import classes from "./events.module.css";
import { type Bar, barWords, timeWords } from "./stretches.ts";

interface Chosen {
	/** Where one began, and where one is now. */
	readonly from: number;
	readonly to: number;
}

/**
 * Bars over time. A click looks at one stretch alone, dragging at several; by keys: arrows walk, with Shift they choose several, Enter
 * looks at them.
 */
export function HistogramBars(props: {
	readonly bars: readonly Bar[];
	readonly onZoom: (fromMs: number, toMs: number) => void;
}) {
	const { bars, onZoom } = props;
	const [active, setActive] = useState(bars.length - 1);
	const [chosen, setChosen] = useState<Chosen>();
	const [isDragging, setDragging] = useState(false);
	const box = useRef<HTMLDivElement>(null);
	const most = Math.max(1, ...bars.map(({ total }) => total));
	const [low, high] = chosen
		? [Math.min(chosen.from, chosen.to), Math.max(chosen.from, chosen.to)]
		: [-1, -1];
	const zoom = (from: number, to: number) => {
		const first = bars[Math.min(from, to)];
		const last = bars[Math.max(from, to)];
		setChosen(undefined);
		if (first && last) onZoom(first.fromMs, last.toMs);
	};
	useEndOfDrag(isDragging, () => {
		setDragging(false);
		setChosen(undefined);
	});
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === "Escape" && chosen) {
			setChosen(undefined);
			return;
		}
		const next = stepOf(event.key, active, bars.length);
		if (next === undefined) return;
		event.preventDefault();
		setChosen(
			event.shiftKey ? { from: chosen?.from ?? active, to: next } : undefined,
		);
		setActive(next);
		box.current?.querySelectorAll<HTMLElement>("button")[next]?.focus();
	};
	const first = bars[low];
	const last = bars[high];
	return (
		<>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the buttons in it. */}
			<div ref={box} className={classes.bars} onKeyDown={onKeyDown}>
				{bars.map((bar, place) => (
					<button
						key={bar.fromMs}
						type="button"
						className={classes.bar}
						aria-label={barWords(bar)}
						title={barWords(bar)}
						tabIndex={place === Math.min(active, bars.length - 1) ? 0 : -1}
						data-chosen={place >= low && place <= high}
						onFocus={() => setActive(place)}
						onPointerDown={(event) => {
							if (event.button !== 0) return;
							// A finger that moves goes on to other bars.
							event.currentTarget.releasePointerCapture?.(event.pointerId);
							setDragging(true);
							setChosen({ from: place, to: place });
						}}
						onPointerEnter={() =>
							isDragging && chosen && setChosen({ ...chosen, to: place })
						}
						onPointerUp={() => isDragging && chosen && zoom(chosen.from, place)}
						onKeyDown={(event) => {
							if (event.key !== "Enter" && event.key !== " ") return;
							event.preventDefault();
							if (chosen) zoom(chosen.from, chosen.to);
							else zoom(place, place);
						}}
						// Programs that read the page aloud press without a pointer or a key.
						onClick={(event) => event.detail === 0 && zoom(place, place)}
					>
						{noticeLevels.toReversed().map((level) => {
							const count =
								bar.levels.find((one) => one.level === level)?.count ?? 0;
							return (
								count > 0 && (
									<span
										key={level}
										className={classes.part}
										data-level={level}
										style={{ height: `${(count / most) * 100}%` }}
									/>
								)
							);
						})}
					</button>
				))}
			</div>
			<Legend
				words={
					first && last && low !== high
						? timeWords(first.fromMs, last.toMs)
						: ""
				}
			/>
		</>
	);
}

/** Whoever lets go beside the bars has chosen nothing. */
function useEndOfDrag(isDragging: boolean, end: () => void): void {
	const onEnd = useEffectEvent(end);
	useEffect(() => {
		if (!isDragging) return;
		const over = new AbortController();
		for (const name of ["pointercancel", "pointerup"])
			window.addEventListener(name, () => onEnd(), { signal: over.signal });
		return () => over.abort();
	}, [isDragging]);
}

/** Which colour is which level, and what is being chosen. */
function Legend({ words }: { readonly words: string }) {
	return (
		<Group gap="md" justify="space-between" mih={18}>
			<Group gap="md">
				{noticeLevels.map((level) => (
					<Text key={level} size="xs" c="dimmed" className={classes.legend}>
						<span className={classes.swatch} data-level={level} />
						{level.toLowerCase()}
					</Text>
				))}
			</Group>
			<Text size="xs" role="status">
				{words}
			</Text>
		</Group>
	);
}

function stepOf(key: string, place: number, count: number): number | undefined {
	const wanted = {
		ArrowLeft: place - 1,
		ArrowRight: place + 1,
		Home: 0,
		End: count - 1,
	}[key];
	return wanted === undefined
		? undefined
		: Math.max(0, Math.min(wanted, count - 1));
}
