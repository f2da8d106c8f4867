import { Text } from "@mantine/core";
import { useEffect, useState } from "react";

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
export function relativeTime(atMs: number, nowMs: number): string {
	const seconds = Math.round((atMs - nowMs) / 1000);
	for (const [size, unit] of steps)
		if (Math.abs(seconds) >= size)
			return words.format(Math.trunc(seconds / size), unit);
	return "now";
}

/** An instant told from now, which ticks; the exact one stands in the title. */
export function RelativeTime(props: { readonly at: string }) {
	const [nowMs, setNowMs] = useState(() => Date.now());
	useEffect(() => {
		const timer = setInterval(() => setNowMs(Date.now()), 5000);
		return () => clearInterval(timer);
	}, []);
	return (
		<Text
			span
			inherit
			component="time"
			dateTime={props.at}
			title={new Date(props.at).toLocaleString()}
		>
			{relativeTime(Date.parse(props.at), Math.max(nowMs, Date.now()))}
		</Text>
	);
}
