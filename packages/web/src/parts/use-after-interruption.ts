import { useEffect, useRef } from "react";
import type { ConnectionState } from "../data/subscribe.ts";

/** Acts once a connection is live again after it was interrupted: what was said meanwhile was missed. */
export function useAfterInterruption(
	state: ConnectionState["state"],
	act: () => void,
): void {
	const wasDown = useRef(false);
	useEffect(() => {
		if (state === "interrupted") wasDown.current = true;
		if (state !== "live" || !wasDown.current) return;
		wasDown.current = false;
		act();
	});
}
