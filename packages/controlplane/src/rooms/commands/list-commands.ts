import {
	AppError,
	type OrganisationId,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import type { CommandFilter, CommandRecord } from "./command-record.ts";
import type { CommandPlace, CommandStore } from "./command-store.ts";

/**
 * Commands of an organisation, newest first.
 * @throws AppError INPUT_INVALID when the cursor is not one of ours.
 */
export async function listCommands(
	deps: { readonly commandStore: CommandStore },
	organisationId: OrganisationId,
	filter: CommandFilter,
	page: PageRequest,
): Promise<Page<CommandRecord>> {
	const { commands, lookedBackTo } = await deps.commandStore.list(
		organisationId,
		filter,
		{
			limit: rowsToRead(page),
			behind: page.after === undefined ? undefined : readCursor(page.after),
		},
	);
	const listed = pageOf(commands, page, commandCursor);
	return lookedBackTo === undefined || listed.nextCursor !== undefined
		? listed
		: { ...listed, nextCursor: commandCursor(lookedBackTo) };
}

/** The cursor that stands for a command's place. */
export function commandCursor({ startedAt, id }: CommandPlace): string {
	return `${startedAt.getTime()}.${id}`;
}

function readCursor(cursor: string): CommandPlace {
	const match = /^(\d{1,15})\.(cmd_[0-9a-z]{26})$/.exec(cursor);
	if (!match?.[1] || !match[2])
		throw new AppError("INPUT_INVALID", {
			field: "after",
			reason: "it is not a cursor of this list",
		});
	return { startedAt: new Date(Number(match[1])), id: match[2] };
}
