import { Text } from "@mantine/core";
import { useSyncExternalStore } from "react";

const steps: readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
	[31_536_000, "year"],
	[2_592_000, "month"],
	[86_400, "day"],
	[3600, "hour"],
	[60, "minute"],
	[1, "second"],
];

const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** `3 minutes ago`, `in 2 days`, `now`. */
function relativeTime(atMs: number, nowMs: number): string {
	const seconds = Math.round((atMs - nowMs) / 1000);
	for (const [size, unit] of steps)
		if (Math.abs(seconds) >= size)
			return words.format(Math.trunc(seconds / size), unit);
	return "now";
}

/** An instant told from now, which ticks; the exact one stands in the title. */
export function RelativeTime(props: { readonly at: string }) {
	const atMs = Date.parse(props.at);
	const words = useSyncExternalStore(onTick, () =>
		relativeTime(atMs, Date.now()),
	);
	return (
		<Text
			span
			inherit
			component="time"
			dateTime={props.at}
			title={new Date(props.at).toLocaleString()}
		>
			{words}
		</Text>
	);
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all of them: a list has hundreds, and most read the same as before when it ticks. */
function onTick(listener: () => void): () => void {
	listeners.add(listener);
	timer ??= setInterval(() => {
		for (const one of listeners) one();
	}, 5000);
	return () => {
		listeners.delete(listener);
		if (listeners.size > 0) return;
		clearInterval(timer);
		timer = undefined;
	};
}
