import { pause } from "@quarterdeck/runtime";
import type { AcquiredLease } from "./acquire-lease.ts";
import { isKubeStatus } from "./kube-error.ts";
import {
	changeLease,
	type LeaseDeps,
	microTime,
	readLease,
	type StoredLease,
} from "./lease-object.ts";

/** Why a hold ended before its work. */
class LeaseLostError extends Error {
	constructor(name: string, why: string) {
		super(`the lease ${name} was lost: ${why}`);
		this.name = "LeaseLostError";
	}
}

/** A lease that this process holds, renewed until it is released or lost. */
export class HeldLease {
	readonly #deps: LeaseDeps;
	readonly #name: string;
	readonly #lost = new AbortController();
	readonly #stopping = new AbortController();
	readonly #renewing: Promise<void>;
	#stored: StoredLease;

	constructor(deps: LeaseDeps, name: string, acquired: AcquiredLease) {
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
			await changeLease(this.#deps, this.#name, {
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
			this.#stored = await changeLease(this.#deps, this.#name, {
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
			this.#stored = await changeLease(this.#deps, this.#name, {
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
