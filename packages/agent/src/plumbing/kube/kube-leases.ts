import {
	type Clock,
	type Lease,
	type Leases,
	type Log,
	pause,
} from "@quarterdeck/runtime";
import { z } from "zod";
import type { KubeClient } from "./kube-client.ts";
import { isKubeStatus } from "./kube-error.ts";
import type { KubeObject } from "./kube-object.ts";

/** How long leases last. Of all who share a lease, each may say another duration: it stands in the lease. */
export interface LeaseTimes {
	/** A holder that was not seen to renew for this long has lost the lease. */
	readonly durationMs: number;
	/** A holder that could not renew for this long gives up by itself: sooner than anyone else may take the lease. */
	readonly renewWithinMs: number;
	/** Between two attempts to acquire, and between two renewals. */
	readonly everyMs: number;
}

/** In the proportions of Kubernetes' own controllers: 15 s, 10 s, 2 s. */
export function leaseTimes(durationSeconds: number): LeaseTimes {
	const durationMs = durationSeconds * 1000;
	return {
		durationMs,
		renewWithinMs: (durationMs * 2) / 3,
		everyMs: (durationMs * 2) / 15,
	};
}

const at = (namespace: string) => ({
	apiVersion: "coordination.k8s.io/v1",
	resource: "leases",
	namespace,
});

const leaseSchema = z.looseObject({
	metadata: z.looseObject({ resourceVersion: z.string() }),
	spec: z
		.looseObject({
			holderIdentity: z.string().nullish(),
			leaseDurationSeconds: z.number().nullish(),
			leaseTransitions: z.number().nullish(),
		})
		.default({}),
});
type StoredLease = z.output<typeof leaseSchema>;

/** Why a hold ended before its work. */
class LeaseLostError extends Error {
	constructor(name: string, why: string) {
		super(`the lease ${name} was lost: ${why}`);
		this.name = "LeaseLostError";
	}
}

interface Deps {
	readonly client: Pick<KubeClient, "get" | "create" | "patch">;
	readonly namespace: string;
	/** Names this process in the lease; no other process, earlier or later, may have the same. */
	readonly holder: string;
	readonly times: LeaseTimes;
	readonly clock: Clock;
	readonly log: Log;
	/** Told who holds the lease while another does; undefined when nobody does. */
	readonly onWaiting?: (holder: string | undefined) => void;
}

/**
 * Leases as `Lease` objects of Kubernetes:
 *
 * ```
 * waiting ──free, released, or not renewed for its duration──► held ──work ends──► released
 *    ▲                                                          │
 *    └── lost: another holds it, it is gone, or not renewed in time: the signal is aborted, the work awaited
 * ```
 * Whether another holder still renews is judged by when this process saw the object change, on its monotonic clock; the times written
 * in the lease are for people. The fencing token is `leaseTransitions`, which every acquisition raises. Deleting the Lease object
 * starts it at zero again.
 */
export function createKubeLeases(deps: Deps): Leases {
	return {
		async hold(name, work, { signal }) {
			const acquired = await acquire(deps, name, signal);
			const holding = new Holding(deps, name, acquired);
			const lease: Lease = {
				fencingToken: BigInt(acquired.stored.spec.leaseTransitions ?? 0),
				signal: AbortSignal.any([signal, holding.lost]),
			};
			deps.log.info("the lease is held", {
				name,
				fencingToken: String(lease.fencingToken),
			});
			try {
				await work(lease);
			} finally {
				await holding.release();
			}
		},
	};
}

interface Acquired {
	readonly stored: StoredLease;
	/** When the acquisition was asked for, on the monotonic clock: from then on the lease lasts. */
	readonly atMs: number;
}

async function acquire(
	deps: Deps,
	name: string,
	signal: AbortSignal,
): Promise<Acquired> {
	let observed:
		| { readonly version: string; readonly sinceMs: number }
		| undefined;
	for (;;) {
		signal.throwIfAborted();
		try {
			const found = await readLease(deps, name, signal);
			const nowMs = deps.clock.monotonicMs();
			const version = found?.metadata.resourceVersion ?? "";
			if (observed?.version !== version) observed = { version, sinceMs: nowMs };
			if (!found || isFree(found, nowMs - observed.sinceMs)) {
				const stored = await take(deps, name, found, signal);
				return { stored, atMs: nowMs };
			}
			deps.onWaiting?.(found.spec.holderIdentity ?? undefined);
		} catch (error) {
			signal.throwIfAborted();
			// Another took it first: that is no failure.
			if (!isKubeStatus(error, 409))
				deps.log.warn("cannot acquire the lease yet", { name, error });
		}
		await pause(deps.clock, deps.times.everyMs, signal);
	}
}

async function readLease(
	deps: Deps,
	name: string,
	signal: AbortSignal,
): Promise<StoredLease | undefined> {
	try {
		const reason = `see who holds the lease ${name}`;
		const found = await deps.client.get(at(deps.namespace), name, {
			reason,
			signal,
		});
		return leaseSchema.parse(found);
	} catch (error) {
		if (isKubeStatus(error, 404)) return undefined;
		throw error;
	}
}

function isFree({ spec }: StoredLease, unchangedMs: number): boolean {
	if (!spec.holderIdentity) return true;
	return unchangedMs >= (spec.leaseDurationSeconds ?? 0) * 1000;
}

async function take(
	deps: Deps,
	name: string,
	found: StoredLease | undefined,
	signal: AbortSignal,
): Promise<StoredLease> {
	const now = microTime(deps.clock);
	const spec = {
		holderIdentity: deps.holder,
		leaseDurationSeconds: Math.ceil(deps.times.durationMs / 1000),
		acquireTime: now,
		renewTime: now,
		leaseTransitions: (found?.spec.leaseTransitions ?? 0) + 1,
	};
	const options = { reason: `acquire the lease ${name}`, signal };
	if (found) return change(deps, name, { found, spec, options });
	const object: KubeObject = {
		apiVersion: "coordination.k8s.io/v1",
		kind: "Lease",
		metadata: { name },
		spec,
	};
	return leaseSchema.parse(
		await deps.client.create(at(deps.namespace), object, options),
	);
}

async function change(
	deps: Deps,
	name: string,
	what: {
		readonly found: StoredLease;
		readonly spec: Readonly<Record<string, unknown>>;
		readonly options: { readonly reason: string; readonly signal: AbortSignal };
	},
): Promise<StoredLease> {
	const { resourceVersion } = what.found.metadata;
	const patch = {
		kind: "merge",
		change: { metadata: { resourceVersion }, spec: what.spec },
	} as const;
	return leaseSchema.parse(
		await deps.client.patch(at(deps.namespace), name, patch, what.options),
	);
}

/** A lease that this process holds, renewed until it is released or lost. */
class Holding {
	readonly #deps: Deps;
	readonly #name: string;
	readonly #lost = new AbortController();
	readonly #stopping = new AbortController();
	readonly #renewing: Promise<void>;
	#stored: StoredLease;

	constructor(deps: Deps, name: string, acquired: Acquired) {
		this.#deps = deps;
		this.#name = name;
		this.#stored = acquired.stored;
		this.#renewing = this.#renew(acquired.atMs);
	}

	/** Aborted when the lease is lost. */
	get lost(): AbortSignal {
		return this.#lost.signal;
	}

	/** Stops renewing and lets the next one have it at once, when it is still ours. */
	async release(): Promise<void> {
		const { clock, log, times } = this.#deps;
		this.#stopping.abort();
		await this.#renewing;
		if (this.#lost.signal.aborted) return;
		const late = new AbortController();
		const timer = clock.after(times.renewWithinMs, () => late.abort());
		try {
			await change(this.#deps, this.#name, {
				found: this.#stored,
				// The API refuses an empty holder: no holder is said by leaving it out.
				spec: { holderIdentity: null, renewTime: microTime(clock) },
				options: {
					reason: `release the lease ${this.#name}`,
					signal: late.signal,
				},
			});
			log.info("the lease is released", { name: this.#name });
		} catch (error) {
			log.warn(
				"could not release the lease: others must wait until it expires",
				{
					name: this.#name,
					error,
				},
			);
		} finally {
			timer.cancel();
		}
	}

	async #renew(acquiredAtMs: number): Promise<void> {
		const { clock, times } = this.#deps;
		const stopping = this.#stopping.signal;
		let renewedAtMs = acquiredAtMs;
		while (!stopping.aborted && !this.#lost.signal.aborted) {
			// A timer of its own: a renewal that hangs must not delay the loss.
			const leftMs = renewedAtMs + times.renewWithinMs - clock.monotonicMs();
			const limit = clock.after(Math.max(leftMs, 0), () =>
				this.#lose(`it was not renewed for ${times.renewWithinMs} ms`),
			);
			try {
				const ends = AbortSignal.any([stopping, this.#lost.signal]);
				await pause(clock, times.everyMs, ends);
				const askedAtMs = clock.monotonicMs();
				// Not ended by a release: whether it was heard would be unknown, and with it the version to release.
				await this.#renewOnce(this.#lost.signal);
				renewedAtMs = askedAtMs;
			} catch (error) {
				if (stopping.aborted || this.#lost.signal.aborted) return;
				this.#deps.log.warn("could not renew the lease yet", {
					name: this.#name,
					error,
				});
			} finally {
				limit.cancel();
			}
		}
	}

	async #renewOnce(signal: AbortSignal): Promise<void> {
		const { clock, holder } = this.#deps;
		const options = { reason: `renew the lease ${this.#name}`, signal };
		const spec = { renewTime: microTime(clock) };
		try {
			const found = this.#stored;
			this.#stored = await change(this.#deps, this.#name, {
				found,
				spec,
				options,
			});
		} catch (error) {
			if (isKubeStatus(error, 404)) return this.#lose("it was deleted");
			if (!isKubeStatus(error, 409)) throw error;
			const found = await readLease(this.#deps, this.#name, signal);
			if (found?.spec.holderIdentity !== holder)
				return this.#lose(
					`${found?.spec.holderIdentity || "nobody"} holds it now`,
				);
			// Somebody changed something else about it, or an answer of ours was lost.
			this.#stored = await change(this.#deps, this.#name, {
				found,
				spec,
				options,
			});
		}
	}

	#lose(why: string): void {
		if (this.#lost.signal.aborted) return;
		this.#deps.log.warn("the lease was lost", {
			name: this.#name,
			reason: why,
		});
		this.#lost.abort(new LeaseLostError(this.#name, why));
	}
}

/** The API wants microseconds; people read it, no process of ours does. */
function microTime(clock: Clock): string {
	return clock.now().toISOString().replace(/Z$/, "000Z");
}
