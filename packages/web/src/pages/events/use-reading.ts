import { type RefObject, useEffect, useRef, useState } from "react";

/** Whether somebody reads a list, so that nothing may move in it: it is scrolled, pointed at, holds the focus, or one of it is open. */
export function useReading(isOpen: boolean): {
	readonly isReading: boolean;
	readonly reader: RefObject<HTMLDivElement | null>;
} {
	const reader = useRef<HTMLDivElement>(null);
	const [isLooking, setLooking] = useState(false);
	useEffect(() => {
		const box = reader.current;
		if (!box) return;
		let isPointed = false;
		const look = () =>
			setLooking(
				isPointed ||
					window.scrollY > 40 ||
					box.contains(document.activeElement),
			);
		const over = new AbortController();
		const { signal } = over;
		box.addEventListener(
			"pointerenter",
			() => {
				isPointed = true;
				look();
			},
			{ signal },
		);
		box.addEventListener(
			"pointerleave",
			() => {
				isPointed = false;
				look();
			},
			{ signal },
		);
		box.addEventListener("focusin", look, { signal });
		// The focus is nowhere while it moves.
		box.addEventListener("focusout", () => queueMicrotask(look), { signal });
		window.addEventListener("scroll", look, { signal, passive: true });
		return () => over.abort();
	}, []);
	return { isReading: isLooking || isOpen, reader };
}
