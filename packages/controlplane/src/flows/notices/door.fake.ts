import type { NoticeDoor, Posting, PostingOutcome } from "./notice-door.ts";

/** What a fake platform shows, and how it behaves. */
export interface FakeDoor extends NoticeDoor {
	/** By post id, as the platform shows it now. */
	readonly shown: Map<
		string,
		{ readonly text: string; readonly count: number }
	>;
	/** Every message and every edit that people saw, in order: an address and what was done. */
	readonly calls: string[];
	/** What the next calls do instead; `undefined` is the usual. */
	behave: (posting: Posting) => Promise<PostingOutcome> | undefined;
}

/** A platform that sends once under one id, as real ones do with an idempotency key. */
export function createFakeDoor(): FakeDoor {
	const shown: FakeDoor["shown"] = new Map();
	const calls: string[] = [];
	const show = ({ id, post, message }: Posting) =>
		shown.set(id, {
			text: message.baseBody?.plaintext ?? post.title,
			count: post.count,
		});
	const door: FakeDoor = {
		shown,
		calls,
		behave: () => undefined,
		async post(posting) {
			const instead = await door.behave(posting);
			if (instead) return instead;
			if (!shown.has(posting.id)) {
				calls.push(`post ${posting.to.address} ${posting.post.title}`);
				show(posting);
			}
			return { kind: "delivered", handle: `h-${posting.id}` };
		},
		async edit(posting, handle) {
			const instead = await door.behave(posting);
			if (instead) return instead;
			if (handle !== `h-${posting.id}`) throw new Error("not its handle");
			calls.push(`edit ${posting.to.address} ${posting.post.title}`);
			show(posting);
			return { kind: "delivered" };
		},
	};
	return door;
}
