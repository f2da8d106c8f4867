import type { Draft } from "../../data/drafts.ts";
import { emptyVersion, type Version } from "./version.ts";

/** A text that is being written, and the version it is made from. */
export interface Editing {
	readonly base: Version;
	/** Undefined while the base's own text is not known: the draft was made from a version that is no longer the current one. */
	readonly baseText: string | undefined;
	readonly text: string;
}

/** Begins with what was kept, else with the current version. */
export function beginEditing(current: Version, kept?: Draft): Editing {
	if (!kept)
		return { base: current, baseText: current.yaml, text: current.yaml };
	return kept.base === current.version
		? { base: current, baseText: current.yaml, text: kept.text }
		: {
				base: { ...emptyVersion, version: kept.base },
				baseText: undefined,
				text: kept.text,
			};
}

/** Whether there is something to apply or to lose. */
export function isChanged({ baseText, text }: Editing): boolean {
	return text !== baseText;
}

/** Whether somebody applied another version since this text was begun. */
export function isBehind({ base }: Editing, current: Version): boolean {
	return current.version > base.version;
}

/** Follows the current version as long as nothing was changed, or when it is what was written; other texts are never touched. */
export function followCurrent(editing: Editing, current: Version): Editing {
	const isLost = isChanged(editing) && editing.text !== current.yaml;
	return isBehind(editing, current) && !isLost
		? beginEditing(current)
		: editing;
}

/** Keeps the text and makes it a change of the current version. */
export function onTopOf(editing: Editing, current: Version): Editing {
	return { base: current, baseText: current.yaml, text: editing.text };
}
