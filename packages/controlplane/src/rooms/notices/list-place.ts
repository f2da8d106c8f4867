import { AppError, type Id, type IdKind, isId } from "@quarterdeck/contract";
import type { ListPlace } from "./notice-lists.ts";

/** The cursor that stands for a place in a list. */
export function placeCursor<Id extends string>({
	at,
	id,
}: ListPlace<Id>): string {
	return `${at.getTime()}.${id}`;
}

/** @throws AppError INPUT_INVALID when it is none of a list of this kind. */
export function readPlace<K extends IdKind>(
	kind: K,
	cursor: string,
): ListPlace<Id<K>> {
	const [, ms, id] = /^(-?\d{1,15})\.(\w{30})$/.exec(cursor) ?? [];
	if (ms === undefined || !isId(kind, id))
		throw new AppError("INPUT_INVALID", {
			field: "after",
			reason: "it is not a cursor of this list",
		});
	return { at: new Date(Number(ms)), id };
}
