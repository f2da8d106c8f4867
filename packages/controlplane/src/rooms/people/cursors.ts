import type { PageRequest } from "@quarterdeck/contract";
import { AppError, type IdKind, isId } from "@quarterdeck/contract";

/** The id behind which a page begins. @throws AppError INPUT_INVALID when the cursor is no id of that kind. */
export function idCursor(
	kind: IdKind,
	{ after }: PageRequest,
): string | undefined {
	if (after === undefined || isId(kind, after)) return after;
	throw noCursor();
}

/** What a cursor that is not one of the list is answered with. */
export function noCursor(): AppError {
	return new AppError("INPUT_INVALID", {
		field: "after",
		reason: "it is not a cursor of this list",
	});
}
