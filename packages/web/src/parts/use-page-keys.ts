import { useEffect, useEffectEvent, useRef } from "react";
import { isForTyping } from "./is-for-typing.ts";
import { navigationEntries } from "./navigation-entries.ts";
import { letterWithinMs, readPageKey } from "./page-keys.ts";

type Place = (typeof navigationEntries)[number];

/** Takes the keys that work on every page; never while one types or a dialog is open. */
export function usePageKeys(acts: {
	readonly onSearch: () => void;
	readonly onHelp: () => void;
	readonly onGo: (to: Place["to"]) => void;
}): void {
	const begunAtMs = useRef(Number.NEGATIVE_INFINITY);
	const take = useEffectEvent((event: KeyboardEvent) => {
		const { key, ctrlKey, altKey, metaKey, isComposing } = event;
		if (event.defaultPrevented) return;
		const read = readPageKey(
			{
				key,
				isModified: ctrlKey || altKey || metaKey || isComposing,
				isTyping: isForTyping(event.target) || isDialogOpen(),
				hasBegun: event.timeStamp - begunAtMs.current <= letterWithinMs,
			},
			navigationEntries,
		);
		begunAtMs.current =
			read?.kind === "begin" ? event.timeStamp : Number.NEGATIVE_INFINITY;
		if (!read) return;
		event.preventDefault();
		if (read.kind === "search") acts.onSearch();
		if (read.kind === "help") acts.onHelp();
		if (read.kind === "go") acts.onGo(read.place.to);
	});
	useEffect(() => {
		const listen = (event: KeyboardEvent) => take(event);
		document.addEventListener("keydown", listen);
		return () => document.removeEventListener("keydown", listen);
	}, []);
}

function isDialogOpen(): boolean {
	return document.querySelector("[role=dialog], [role=menu]") !== null;
}
