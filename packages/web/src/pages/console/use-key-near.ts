import { type RefObject, useEffect, useEffectEvent } from "react";
import { isForTyping } from "../../parts/is-for-typing.ts";

/** Acts on a key while the mouse is over the element or the cursor in it; never while one types. */
export function useKeyNear(
	element: RefObject<HTMLElement | null>,
	key: string,
	act: (() => void) | undefined,
): void {
	const press = useEffectEvent((event: KeyboardEvent) => {
		const isModified = event.ctrlKey || event.altKey || event.metaKey;
		if (event.key !== key || isModified || event.defaultPrevented) return;
		const box = element.current;
		const isNear = box?.matches(":hover, :focus-within");
		if (!act || !isNear || isForTyping(event.target)) return;
		event.preventDefault();
		act();
	});
	useEffect(() => {
		const listen = (event: KeyboardEvent) => press(event);
		document.addEventListener("keydown", listen);
		return () => document.removeEventListener("keydown", listen);
	}, []);
}
