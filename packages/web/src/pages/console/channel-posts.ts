import type { NoticePost } from "./documents.ts";

/** The posts of a channel that a page holds, in the order they were made, newest last. */
export interface ChannelPosts {
	readonly posts: readonly NoticePost[];
	/** Posts that changed since they were shown first. */
	readonly edited: ReadonlySet<string>;
	/** Older ones were let go. */
	readonly isFull: boolean;
}

export const noPosts: ChannelPosts = {
	posts: [],
	edited: new Set(),
	isFull: false,
};

/** Most posts one page holds. */
export const mostPosts = 500;

/** Takes posts in, read or heard: the latest revision of each is held, where the first stood. */
export function withPosts(
	held: ChannelPosts,
	told: readonly NoticePost[],
): ChannelPosts {
	const byId = new Map(held.posts.map((post) => [post.id, post]));
	const edited = new Set(held.edited);
	for (const post of told) {
		const before = byId.get(post.id);
		if (before && before.revision >= post.revision) continue;
		if (before) edited.add(post.id);
		byId.set(post.id, post);
	}
	const posts = [...byId.values()].sort((a, b) =>
		placeOf(a) < placeOf(b) ? -1 : 1,
	);
	if (posts.length <= mostPosts) return { ...held, posts, edited };
	return { posts: posts.slice(-mostPosts), edited, isFull: true };
}

function placeOf({ createdAt, id }: NoticePost): string {
	return `${createdAt} ${id}`;
}

/** A command or a post, in the order of the conversation. */
export interface Said {
	readonly key: string;
	readonly at: string;
	/** Absent for a command. */
	readonly post?: NoticePost;
}

/** A list that is read from its newest end. */
export interface ReadList {
	/** Oldest first. */
	readonly said: readonly Said[];
	/** Whether older ones were not read. */
	readonly hasOlder: boolean;
}

/**
 * Two lists as one, oldest first. Where one was not read as far back as the other, what is older than that is left out: there may be
 * something between.
 */
export function inOrder(one: ReadList, other: ReadList): readonly Said[] {
	const floors = [one, other].flatMap(({ said, hasOlder }) =>
		hasOlder ? [said[0]?.at ?? "9"] : [],
	);
	const floor = floors.sort().at(-1) ?? "";
	return [...one.said, ...other.said]
		.filter(({ at }) => at >= floor)
		.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
}
