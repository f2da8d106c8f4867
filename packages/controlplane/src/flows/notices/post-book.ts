import type { NoticePostId } from "@quarterdeck/contract";
import type {
	Addressee,
	KeptNotice,
	NoticePost,
	PostForm,
} from "../../rooms/notices/index.ts";
import { familyOf } from "./group-keys.ts";
import type { DoorKind } from "./notice-door.ts";
import { nextEditAt, type QuietenSettings } from "./quieten-settings.ts";

export interface PostBookDeps {
	readonly settings: QuietenSettings;
	readonly at: Date;
	readonly doorKind: (door: string) => DoorKind;
	readonly newPostId: () => NoticePostId;
}

/** The posts of addressees that may be open, and what becomes of them. */
export interface PostBook {
	/** The post of the key that takes more now. */
	find(to: Addressee, key: string): NoticePost | undefined;
	/** Puts one more notice into it. */
	group(post: NoticePost, kept: KeptNotice): NoticePostId;
	/** Begins a new one; one of its key that took more until now takes none from then on. */
	open(
		to: Addressee,
		kept: KeptNotice,
		as: { readonly form: PostForm; readonly key: string },
	): NoticePostId;
	/** What was changed, in the order in which it was begun. */
	changes(): {
		readonly newPosts: readonly NoticePost[];
		readonly changedPosts: readonly NoticePost[];
	};
}

/** Begins with the posts that are open. */
export function createPostBook(
	deps: PostBookDeps,
	posts: readonly NoticePost[],
): PostBook {
	const { settings, at } = deps;
	const byPlace = new Map(posts.map((post) => [placeOf(post, post.key), post]));
	const known = new Set(posts.map(({ id }) => id));
	const newPosts = new Map<NoticePostId, NoticePost>();
	const changedPosts = new Map<NoticePostId, NoticePost>();

	function save(post: NoticePost): void {
		(known.has(post.id) ? changedPosts : newPosts).set(post.id, post);
	}
	return {
		find(to, key) {
			const post = byPlace.get(placeOf(to, key));
			return post && isFresh(post, settings, at) ? post : undefined;
		},
		group(post, kept) {
			const grown = grow(post, kept, deps);
			byPlace.set(placeOf(post, post.key), grown);
			save(grown);
			return grown.id;
		},
		open(to, kept, as) {
			const place = placeOf(to, as.key);
			const before = byPlace.get(place);
			if (before) save({ ...before, isOpen: false });
			const post = newPost(to, kept, as, deps);
			if (post.isOpen) byPlace.set(place, post);
			save(post);
			return post.id;
		},
		changes: () => ({
			newPosts: [...newPosts.values()],
			changedPosts: [...changedPosts.values()],
		}),
	};
}

/** Names something of an addressee; names of channels have no line breaks. */
export function placeOf({ door, address }: Addressee, what: string): string {
	return `${door} ${address}\n${what}`;
}

function isFresh(
	{ form, createdAt, touchedAt }: NoticePost,
	settings: QuietenSettings,
	at: Date,
): boolean {
	const ageMs = at.getTime() - createdAt.getTime();
	if (form === "digest") return ageMs < settings.digestSeconds * 1000;
	const restMs = at.getTime() - touchedAt.getTime();
	return (
		restMs < settings.restSeconds * 1000 &&
		ageMs < settings.longestPostSeconds * 1000
	);
}

function newPost(
	{ door, address }: Addressee,
	kept: KeptNotice,
	{ form, key }: { readonly form: PostForm; readonly key: string },
	{ at, doorKind, newPostId }: PostBookDeps,
): NoticePost {
	const { notice, happenedAt } = kept;
	const isSent = doorKind(door) === "stored";
	const isOfCluster = form !== "digest";
	return {
		id: newPostId(),
		door,
		address,
		form,
		key,
		family: form === "topic" ? familyOf(kept.clusterId, notice) : undefined,
		clusterId: isOfCluster ? kept.clusterId : undefined,
		clusterName: isOfCluster ? kept.clusterName : undefined,
		firstNotice: kept.id,
		lastNotice: kept.id,
		title: notice.title,
		level: notice.level,
		count: 1,
		firstAt: happenedAt,
		lastAt: happenedAt,
		resolvedAt: resolvedAt(form, kept),
		isOpen: form !== "single",
		createdAt: at,
		touchedAt: at,
		state: isSent ? "sent" : "waiting",
		revision: 1,
		sentRevision: isSent ? 1 : 0,
		edits: 0,
		sentAt: isSent ? at : undefined,
		dueAt: isSent ? undefined : at,
		handle: undefined,
		error: undefined,
	};
}

/** One more notice. What is late changes when it began, not what is shown. */
function grow(
	post: NoticePost,
	kept: KeptNotice,
	{ at, doorKind, settings }: PostBookDeps,
): NoticePost {
	const { notice, happenedAt } = kept;
	const revision = post.revision + 1;
	const isSent = doorKind(post.door) === "stored";
	const isNewest = happenedAt >= post.lastAt;
	return {
		...post,
		...(isNewest
			? {
					lastNotice: kept.id,
					title: notice.title,
					level: notice.level,
					lastAt: happenedAt,
					resolvedAt: resolvedAt(post.form, kept),
				}
			: {}),
		firstAt: happenedAt < post.firstAt ? happenedAt : post.firstAt,
		count: post.count + 1,
		touchedAt: at,
		revision,
		...(isSent
			? { sentRevision: revision }
			: { state: "waiting", dueAt: editDueAt(post, settings, at) }),
	};
}

/** The next edit waits longer after each one; but what has rested is told at once how it ended. */
function editDueAt(
	{ sentAt, sentRevision, edits, dueAt }: NoticePost,
	settings: QuietenSettings,
	at: Date,
): Date {
	if (sentRevision === 0 || !sentAt) return dueAt ?? at;
	const restedAt = new Date(at.getTime() + settings.restSeconds * 1000);
	const editAt = nextEditAt(settings, edits, sentAt);
	if (editAt > restedAt) return restedAt;
	return editAt > at ? editAt : at;
}

function resolvedAt(
	form: PostForm,
	{ notice, happenedAt }: KeptNotice,
): Date | undefined {
	const isOfOneTopic = form === "topic" || form === "single";
	return notice.resolved && isOfOneTopic ? happenedAt : undefined;
}
