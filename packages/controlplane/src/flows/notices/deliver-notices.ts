import {
	type Message,
	messageSchema,
	type OrganisationId,
} from "@quarterdeck/contract";
import {
	type Clock,
	describeError,
	type Job,
	type Log,
} from "@quarterdeck/runtime";
import {
	type Addressee,
	addresseeKey,
	type DuePost,
	type Notices,
} from "../../rooms/notices/index.ts";
import { describePost } from "./describe-post.ts";
import type { NoticeDoor, NoticeDoors, PostingOutcome } from "./notice-door.ts";
import type { NoticesMeter } from "./notices-meter.ts";
import { nextEditAt, type QuietenSettings } from "./quieten-settings.ts";

export interface DeliverNoticesDeps {
	readonly notices: Pick<Notices, "store" | "lists">;
	readonly doors: NoticeDoors;
	readonly settings: QuietenSettings;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter: NoticesMeter;
}

export interface NoticeDelivering {
	/** Looks now and then; a wake may be lost. */
	readonly job: Job;
	/** Something may be due: looks soon. */
	wake(): void;
	/** Ends what is being sent, and waits for it. */
	stop(): Promise<void>;
}

type Claimed = Awaited<ReturnType<Notices["store"]["claimDue"]>>[number];

/** Addressees that this process sends to at the same time, and of one organisation. */
const parallel = 32;
const parallelOfOrganisation = 8;
/** Posts of one claim. */
const atOnce = 20;
/** How long an addressee is claimed: longer than all of a claim may take. */
const claimSeconds = 300;
const doorTimeoutMs = 10_000;
const firstRetryMs = 1000;
const longestRetryMs = 300_000;

/**
 * Sends what is due, each addressee on its own: one that hangs or fails keeps no other waiting. A process that dies leaves its claim,
 * and another sends again under the same ids.
 */
export function createNoticeDelivering(
	deps: DeliverNoticesDeps,
): NoticeDelivering {
	const { notices, clock, log } = deps;
	const doors = sentDoors(deps.doors);
	const names = [...doors.keys()];
	const running = new Map<string, { done: Promise<void>; claimed: Claimed }>();
	const stopping = new AbortController();
	let looking: Promise<void> | undefined;
	let again = false;

	async function look(): Promise<void> {
		do {
			again = false;
			const free = parallel - running.size;
			if (free <= 0 || names.length === 0 || stopping.signal.aborted) return;
			// So that one claim does not take more than an organisation's share.
			const limit = Math.min(free, parallelOfOrganisation);
			const at = clock.now();
			const until = new Date(at.getTime() + claimSeconds * 1000);
			const claimed = await notices.store.claimDue(
				{ doors: names, at, until, limit },
				fullOrganisations(),
			);
			for (const one of claimed) begin(one);
			if (claimed.length === limit) again = true;
		} while (again);
	}
	/** Beyond its share an organisation waits for itself only. */
	function fullOrganisations(): readonly OrganisationId[] {
		const counts = Map.groupBy(
			running.values(),
			({ claimed }) => claimed.organisationId,
		);
		return [...counts]
			.filter(([, of]) => of.length >= parallelOfOrganisation)
			.map(([id]) => id);
	}
	function wake(): void {
		again = true;
		looking ??= look()
			.catch((error) => log.warn("due posts could not be claimed", { error }))
			.finally(() => {
				looking = undefined;
			});
	}
	function begin(claimed: Claimed): void {
		const key = `${claimed.organisationId} ${addresseeKey(claimed)}`;
		const done = deliver(deps, doors, claimed, stopping.signal)
			.catch((error) =>
				log.warn("what came of posts could not be recorded", {
					...factsOf(claimed),
					error,
				}),
			)
			.finally(() => {
				running.delete(key);
				if (!stopping.signal.aborted) wake();
			});
		running.set(key, { done, claimed });
	}
	return {
		wake,
		job: {
			name: "deliver-notices",
			description: "Sends posts about notices that are due.",
			every: 1,
			async run() {
				wake();
				await looking;
				for (const { door, count } of await notices.store.countBacklog())
					deps.meter.backlog(door, count);
			},
		},
		async stop() {
			stopping.abort(new Error("the process is stopping"));
			await looking;
			await Promise.all([...running.values()].map(({ done }) => done));
		},
	};
}

function sentDoors(doors: NoticeDoors): ReadonlyMap<string, NoticeDoor> {
	return new Map(
		Object.entries(doors).flatMap(([name, door]) =>
			door === "stored" ? [] : [[name, door] as const],
		),
	);
}

/** Sends what is due for one addressee, in order, until it fails or the claim's share is done. */
async function deliver(
	deps: DeliverNoticesDeps,
	doors: ReadonlyMap<string, NoticeDoor>,
	claimed: Claimed,
	signal: AbortSignal,
): Promise<void> {
	const { notices, clock, log } = deps;
	const { organisationId } = claimed;
	const door = doors.get(claimed.door);
	if (!door) throw new TypeError(`no door leads to ${claimed.door}`);
	const due = await notices.store.listDue(
		organisationId,
		claimed,
		clock.now(),
		atOnce,
	);
	for (const one of due) {
		if (signal.aborted) break;
		const outcome = await send(deps, door, claimed, one, signal);
		if (outcome.kind === "retry") {
			if (signal.aborted) break;
			const waitMs = Math.max(outcome.afterMs, backOffMs(claimed.attempts));
			log.warn("a post was not sent and is tried again", {
				...factsOf(claimed),
				reason: outcome.reason,
			});
			deps.meter.sent(claimed.door, "failed");
			return notices.store.releaseAddressee(organisationId, claimed, {
				retryAt: new Date(clock.now().getTime() + waitMs),
				error: outcome.reason.slice(0, 500),
			});
		}
		await record(deps, claimed, one, outcome);
	}
	await notices.store.releaseAddressee(organisationId, claimed);
}

async function send(
	deps: DeliverNoticesDeps,
	door: NoticeDoor,
	claimed: Claimed,
	{ post, message, raw, notice }: DuePost,
	stopping: AbortSignal,
): Promise<PostingOutcome> {
	const { organisationId } = claimed;
	const timeout = new AbortController();
	const timer = deps.clock.after(doorTimeoutMs, () =>
		timeout.abort(new Error(`no answer in ${doorTimeoutMs / 1000} s`)),
	);
	const signal = AbortSignal.any([stopping, timeout.signal]);
	try {
		const digest =
			post.form === "digest"
				? (await deps.notices.lists.summarise(organisationId, [post.id])).get(
						post.id,
					)
				: undefined;
		const posting = {
			organisationId,
			to: { door: post.door, address: post.address } satisfies Addressee,
			id: post.id,
			post,
			digest,
			message: describePost(post, readMessage(message), digest),
			notice,
			raw: raw === undefined ? undefined : JSON.parse(raw),
		};
		const sending =
			post.sentRevision === 0
				? door.post(posting, signal)
				: door.edit(posting, post.handle, signal);
		return await Promise.race([sending, aborted(signal)]);
	} catch (error) {
		return { kind: "retry", afterMs: 0, reason: describeError(error) };
	} finally {
		timer.cancel();
	}
}

async function record(
	{ notices, clock, settings, meter }: DeliverNoticesDeps,
	{ organisationId, door }: Claimed,
	{ post }: DuePost,
	outcome: Exclude<PostingOutcome, { kind: "retry" }>,
): Promise<void> {
	const at = clock.now();
	const isFirst = post.sentRevision === 0;
	const edits = post.edits + (isFirst ? 0 : 1);
	const isRefused = outcome.kind === "refused";
	await notices.store.recordSent(
		organisationId,
		{
			id: post.id,
			revision: post.revision,
			handle: isRefused ? undefined : outcome.handle,
			refusal: isRefused ? outcome.reason.slice(0, 500) : undefined,
		},
		at,
		nextEditAt(settings, edits, at),
	);
	if (isRefused) return meter.sent(door, "refused");
	meter.sent(door, isFirst ? "posted" : "edited");
	if (isFirst)
		meter.posted(door, (at.getTime() - post.firstAt.getTime()) / 1000);
}

function readMessage(json: string): Message {
	return messageSchema.parse(JSON.parse(json));
}

function backOffMs(attempts: number): number {
	return Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts, 20));
}

function aborted(signal: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		else signal.addEventListener("abort", stop, { once: true });
	});
}

function factsOf({ organisationId, door, address }: Claimed) {
	return { organisationId, door, address };
}
