import { AppError, type Page, type PageRequest } from "@quarterdeck/contract";
import type { Commands } from "../../flows/commands/index.ts";
import {
	type NoticesFlow,
	postCursor,
	type ShownPost,
} from "../../flows/notices/index.ts";
import type { NamedChannel } from "../../rooms/catalog/index.ts";
import {
	type CommandRecord,
	commandCursor,
} from "../../rooms/commands/index.ts";
import type { Caller } from "../../rooms/permissions/index.ts";

/** Something in a channel: a command that is no reply, or a post about notices. */
export type TimelineEntry = {
	readonly at: Date;
	/** The list's cursor behind this entry. */
	readonly cursor: string;
} & (
	| { readonly command: CommandRecord; readonly post?: undefined }
	| { readonly post: ShownPost; readonly command?: undefined }
);

/** Where each of the two lists is; empty at its beginning. */
interface Places {
	readonly commands: string;
	readonly posts: string;
}

/**
 * What was said in a channel and what it was told, newest first: a post stands where it was made, however often it changed.
 * @throws as its two lists, and AppError INPUT_INVALID for a cursor that is none of this list.
 */
export async function readTimeline(
	deps: {
		readonly commands: Pick<Commands, "list">;
		readonly notices: Pick<NoticesFlow, "listPosts">;
	},
	caller: Caller,
	{ platform, channel }: Required<NamedChannel> & { readonly channel: string },
	{ first, after }: PageRequest,
): Promise<Page<TimelineEntry>> {
	const places = readPlaces(after);
	const pageFrom = (cursor: string): PageRequest =>
		cursor === "" ? { first } : { first, after: cursor };
	// The posts first: they refuse whoever may not read the channel, where commands would be their own only.
	const posts = await deps.notices.listPosts(
		caller,
		{ platform, channel },
		pageFrom(places.posts),
	);
	const commands = await deps.commands.list(
		caller,
		{ channel: { platform, channel }, rootsOnly: true },
		pageFrom(places.commands),
	);
	// Behind a list that stopped early there may be something newer than what the other has.
	const floorMs = Math.max(endOf(commands, first), endOf(posts, first));
	const all = [
		...commands.items.map((command) => ({ at: command.startedAt, command })),
		...posts.items.map((post) => ({ at: post.post.createdAt, post })),
	].toSorted((a, b) => b.at.getTime() - a.at.getTime());
	const shown = all.filter(({ at }) => at.getTime() >= floorMs).slice(0, first);
	let last = places;
	const items = shown.map((entry): TimelineEntry => {
		last =
			"command" in entry
				? { ...last, commands: commandCursor(entry.command) }
				: { ...last, posts: postCursor(entry.post.post) };
		return { ...entry, cursor: cursorOf(last) };
	});
	const isMore =
		shown.length < all.length ||
		commands.nextCursor !== undefined ||
		posts.nextCursor !== undefined;
	if (isMore && items.length === 0)
		last = { ...last, commands: commands.nextCursor ?? last.commands };
	return { items, nextCursor: isMore ? cursorOf(last) : undefined };
}

/** Down to where a page that is not full, but has a next one, looked. */
function endOf({ items, nextCursor }: Page<unknown>, first: number): number {
	if (nextCursor === undefined || items.length >= first)
		return Number.NEGATIVE_INFINITY;
	return Number(nextCursor.split(".")[0]);
}

function cursorOf({ commands, posts }: Places): string {
	return `${commands}~${posts}`;
}

function readPlaces(cursor: string | undefined): Places {
	if (cursor === undefined) return { commands: "", posts: "" };
	const [commands, posts, ...more] = cursor.split("~");
	if (commands === undefined || posts === undefined || more.length > 0)
		throw new AppError("INPUT_INVALID", {
			field: "after",
			reason: "it is not a cursor of this list",
		});
	return { commands, posts };
}
