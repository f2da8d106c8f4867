import { useEffect } from "react";

/** Heartbeats are no changes and come by no event. */
const lookAgainMs = 5000;

/** Asks again every few seconds while the page is looked at, and while `enabled`. */
export function useLookAgain(
	refetch: () => unknown,
	options: { readonly enabled?: boolean; readonly everyMs?: number } = {},
): void {
	const { enabled = true, everyMs = lookAgainMs } = options;
	useEffect(() => {
		if (!enabled) return;
		const timer = setInterval(() => {
			if (!document.hidden) void refetch();
		}, everyMs);
		return () => clearInterval(timer);
	}, [refetch, enabled, everyMs]);
}
