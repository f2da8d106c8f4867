import type { NoticePostId, SilenceId } from "@quarterdeck/contract";
import {
	type AddresseeKnowledge,
	type AddresseeState,
	addresseeKey,
	type DeliveryOutcome,
	type KeptNotice,
	matchesSilence,
	type NoticeDelivery,
	type NoticePost,
	type Silence,
} from "../../rooms/notices/index.ts";
import { digestKey, familyKey, familyOf, topicKey } from "./group-keys.ts";
import type { MatchedAddressee } from "./match-addressees.ts";
import type { DoorKind } from "./notice-door.ts";
import { createPostBook, type PostBook, placeOf } from "./post-book.ts";
import type { QuietenSettings } from "./quieten-settings.ts";
import { takeToken } from "./take-token.ts";

/*
 * What an addressee is told of a notice, first that fits:
 *
 *   heard before ──► nothing          no door ──► no-door          silenced ──► silenced
 *   a post of its topic is open ──► grouped
 *   a post of its family is open ──► grouped
 *   a new post fits into the limits ──► posted, of its topic, or of its family when that has had many of late
 *   else ──► digested
 *
 * A sink gets a post of its own for each notice, and loses what it does not take in time.
 */

/** What was decided, ready to be written. */
export interface Decisions {
	readonly deliveries: readonly NoticeDelivery[];
	/** In the order they are told. */
	readonly newPosts: readonly NoticePost[];
	readonly changedPosts: readonly NoticePost[];
	readonly states: readonly AddresseeState[];
}

export interface Quietener {
	/** Decides about one notice; those of an agent come in its order. */
	tell(to: MatchedAddressee, kept: KeptNotice): void;
	decisions(): Decisions;
}

export interface QuietenDeps {
	readonly settings: QuietenSettings;
	readonly at: Date;
	readonly knowledge: AddresseeKnowledge;
	readonly silences: readonly Silence[];
	readonly doorKind: (door: string) => DoorKind;
	readonly newPostId: () => NoticePostId;
}

/** Decides from what is known at one instant. Pure but for the ids: what is known is not changed. */
export function createQuietener(deps: QuietenDeps): Quietener {
	const { at, knowledge, doorKind } = deps;
	const book = createPostBook(deps, knowledge.posts);
	const states = new Map(
		knowledge.states.map((state) => [addresseeKey(state), { ...state }]),
	);
	const families = new Map(
		knowledge.families.map((one) => [placeOf(one, one.family), one.count]),
	);
	const heard = new Set(
		knowledge.heard.map((one) => placeOf(one, one.noticeId)),
	);
	const deliveries: NoticeDelivery[] = [];
	return {
		tell(to, kept) {
			const { door, address } = to;
			const { clusterId, notice, happenedAt } = kept;
			const place = placeOf(to, notice.id);
			if (heard.has(place)) return;
			heard.add(place);
			const state = states.get(addresseeKey(to));
			if (!state) throw new TypeError("nothing is known of the addressee");
			const telling = { ...deps, book, state, families };
			const told: Told =
				doorKind(door) === "none"
					? { outcome: "no-door" }
					: to.isSink
						? tellSink(telling, to, kept)
						: tellChannel(telling, to, kept);
			deliveries.push({
				door,
				address,
				clusterId,
				noticeId: notice.id,
				outcome: told.outcome,
				postId: told.postId,
				silenceId: told.silenceId,
				happenedAt,
				at,
			});
		},
		decisions: () => ({
			deliveries,
			...book.changes(),
			states: [...states.values()],
		}),
	};
}

interface Telling extends QuietenDeps {
	readonly book: PostBook;
	readonly state: AddresseeState;
	/** Posts about objects of a family of late, by place. */
	readonly families: Map<string, number>;
}

function tellSink(
	{ book, state, settings }: Telling,
	to: MatchedAddressee,
	kept: KeptNotice,
): Told {
	if (state.backlog >= settings.maxBacklog) return { outcome: "dropped" };
	state.backlog += 1;
	const as = { form: "single", key: `single ${kept.id}` } as const;
	return { outcome: "posted", postId: book.open(to, kept, as) };
}

function tellChannel(
	telling: Telling,
	to: MatchedAddressee,
	kept: KeptNotice,
): Told {
	const { book, silences } = telling;
	const { clusterId, clusterName, notice } = kept;
	const sameTopic = book.find(to, topicKey(clusterId, notice));
	const silence = silences.find(
		(one) => actsIn(one, to) && matchesSilence(one, clusterName, notice),
	);
	// What was said before a silence began is said to be over.
	if (silence && !(notice.resolved && sameTopic))
		return { outcome: "silenced", silenceId: silence.id };
	const family = familyOf(clusterId, notice);
	const same =
		sameTopic ?? (family ? book.find(to, familyKey(family)) : undefined);
	if (same) return { outcome: "grouped", postId: book.group(same, kept) };
	return mayBeSaid(telling, to)
		? { outcome: "posted", postId: say(telling, to, kept) }
		: { outcome: "digested", postId: digest(telling, to, kept) };
}

function mayBeSaid(
	{ state, settings, at, doorKind }: Telling,
	{ door }: MatchedAddressee,
): boolean {
	const isCrowded =
		doorKind(door) === "sent" && state.backlog >= settings.maxBacklog;
	return !isCrowded && takeToken(state, settings, at);
}

/** A post of its topic, or of its family when that has had many of late. */
function say(
	{ book, state, families, settings }: Telling,
	to: MatchedAddressee,
	kept: KeptNotice,
): NoticePostId {
	state.backlog += 1;
	const family = familyOf(kept.clusterId, kept.notice);
	if (family !== undefined) {
		const place = placeOf(to, family);
		const posts = families.get(place) ?? 0;
		if (posts >= settings.familyPosts)
			return book.open(to, kept, { form: "family", key: familyKey(family) });
		families.set(place, posts + 1);
	}
	const key = topicKey(kept.clusterId, kept.notice);
	return book.open(to, kept, { form: "topic", key });
}

function digest(
	{ book }: Telling,
	to: MatchedAddressee,
	kept: KeptNotice,
): NoticePostId {
	const open = book.find(to, digestKey);
	return open
		? book.group(open, kept)
		: book.open(to, kept, { form: "digest", key: digestKey });
}

interface Told {
	readonly outcome: DeliveryOutcome;
	readonly postId?: NoticePostId | undefined;
	readonly silenceId?: SilenceId | undefined;
}

/** Whoever made a silence keeps nothing from those whose channel they cannot read. */
function actsIn({ memberChannels }: Silence, to: MatchedAddressee): boolean {
	return !to.hasMembers || memberChannels.includes(addresseeKey(to));
}
