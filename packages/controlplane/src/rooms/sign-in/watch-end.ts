import type { ApiTokenId, SessionId } from "@quarterdeck/contract";
import { coalesced, type Job } from "@quarterdeck/runtime";
import { liveNow } from "./begin-session.ts";
import { lookForEnded } from "./look-for-ended.job.ts";
import type { SignedIn } from "./sign-in.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

interface Watcher {
	readonly signedIn: SignedIn;
	readonly onEnded: () => void;
}

/** Who watches the ends of proofs, and the job that finds those that nobody announced. */
export interface EndWatch {
	readonly watchEnd: (signedIn: SignedIn, onEnded: () => void) => () => void;
	readonly lookForEnded: Job;
}

/**
 * Follows the ends of tokens, sessions and people for many watchers through one subscription. What is newly watched is looked up once, and
 * what is announced to have ended is looked up before it is ended: an announcement may be forged.
 * The job looks up all that is watched, in a few statements, so that nothing outlives its end: a session that nobody used ends
 * unannounced, and an announcement may be missed.
 */
export function createEndWatch(
	deps: Pick<
		SignInDeps,
		| "changes"
		| "clock"
		| "settings"
		| "accounts"
		| "sessionStore"
		| "tokenStore"
	>,
): EndWatch {
	const byId = new Map<string, Set<Watcher>>();
	let doubtful = new Set<Watcher>();
	let isFollowing = false;
	let wakeJob = () => {};

	function drop(watcher: Watcher): void {
		doubtful.delete(watcher);
		for (const id of watchedIds(watcher.signedIn)) {
			const others = byId.get(id);
			others?.delete(watcher);
			if (others?.size === 0) byId.delete(id);
		}
	}
	function end(ids: readonly string[]): void {
		for (const id of ids)
			for (const watcher of [...(byId.get(id) ?? [])]) {
				drop(watcher);
				watcher.onEnded();
			}
	}
	/** A failed look leaves the watchers: its retry, or the next request, finds what has ended. */
	async function look(): Promise<void> {
		const watched = [...new Set([...byId.values()].flatMap((set) => [...set]))];
		if (watched.length > 0) end(await findEnded(deps, watched));
	}
	const lookAtDoubtful = coalesced(
		async () => {
			const some = [...doubtful];
			if (some.length === 0) return;
			doubtful = new Set();
			end(await findEnded(deps, some));
		},
		() => wakeJob(),
	);
	function doubt(watchers: Iterable<Watcher>): void {
		for (const watcher of watchers) doubtful.add(watcher);
		if (doubtful.size > 0) lookAtDoubtful();
	}
	function follow(): void {
		if (isFollowing) return;
		isFollowing = true;
		deps.changes.follow((change) => {
			if (change === undefined) wakeJob();
			else for (const id of change.ended ?? []) doubt(byId.get(id) ?? []);
		});
	}
	return {
		watchEnd(signedIn, onEnded) {
			const watcher = { signedIn, onEnded };
			for (const id of watchedIds(signedIn))
				byId.set(id, (byId.get(id) ?? new Set()).add(watcher));
			follow();
			// A change may have come between the look at who speaks and now.
			doubt([watcher]);
			return () => drop(watcher);
		},
		lookForEnded: lookForEnded(look, (wake) => {
			wakeJob = wake;
			return () => {
				wakeJob = () => {};
			};
		}),
	};
}

function watchedIds({ proof, person }: SignedIn): readonly string[] {
	return [
		proof.kind === "session" ? proof.sessionId : proof.tokenId,
		person.id,
	];
}

async function findEnded(
	deps: Parameters<typeof createEndWatch>[0],
	watched: readonly Watcher[],
): Promise<readonly string[]> {
	const sessions = new Set<SessionId>();
	const tokens = new Set<ApiTokenId>();
	const people = new Map<string, SignedIn["person"]>();
	for (const { signedIn } of watched) {
		const { proof, person } = signedIn;
		if (proof.kind === "session") sessions.add(proof.sessionId);
		else tokens.add(proof.tokenId);
		people.set(person.id, person);
	}
	const live = liveNow(deps);
	const found = await Promise.all([
		sessions.size > 0 ? deps.sessionStore.endedAmong([...sessions], live) : [],
		tokens.size > 0 ? deps.tokenStore.endedAmong([...tokens], live.at) : [],
		deps.accounts.removedAmong(
			[...people.values()].map(({ organisationId, id }) => ({
				organisationId,
				id,
			})),
		),
	]);
	return found.flat();
}
