import { useEffect, useState } from "react";
import {
	type DraftPlace,
	dropDraft,
	keepDraft,
	readDraft,
} from "../../data/drafts.ts";
import {
	beginEditing,
	type Editing,
	followCurrent,
	isChanged,
	onTopOf,
} from "./editing.ts";
import type { Version } from "./version.ts";

/** The text being written, kept in this tab as long as it was not applied. */
export interface EditingState {
	readonly editing: Editing;
	/** Whether it came from before a reload. */
	readonly restored: boolean;
	/** Whether the browser had no room to keep it. */
	readonly unkept: boolean;
	readonly write: (text: string) => void;
	readonly keepOnTop: () => void;
	/** Begins anew from the current version, or from the one that was just applied. */
	readonly restart: (from?: Version) => void;
}

export function useEditing(
	{ account, organisation }: DraftPlace,
	current: Version,
): EditingState {
	const [kept] = useState(() => readDraft({ account, organisation }));
	const [stored, setEditing] = useState(() => beginEditing(current, kept));
	const [restored, setRestored] = useState(kept !== undefined);
	const [unkept, setUnkept] = useState(false);
	const editing = followCurrent(stored, current);
	if (editing !== stored) setEditing(editing);
	const { base, text } = editing;
	const changed = isChanged(editing);
	useEffect(() => {
		const place = { account, organisation };
		if (!changed) dropDraft(place);
		setUnkept(changed && !keepDraft(place, { base: base.version, text }));
	}, [account, organisation, changed, base.version, text]);
	return {
		editing,
		restored: restored && changed,
		unkept,
		write: (next) => setEditing((before) => ({ ...before, text: next })),
		keepOnTop: () => setEditing((before) => onTopOf(before, current)),
		restart(from = current) {
			setRestored(false);
			setEditing(beginEditing(from));
		},
	};
}
