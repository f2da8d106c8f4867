import { pause } from "@quarterdeck/runtime";
import { isKubeStatus } from "./kube-error.ts";
import type { KubeObject } from "./kube-object.ts";
import {
	changeLease,
	type LeaseDeps,
	type LeaseTimes,
	leaseSchema,
	leasesAt,
	microTime,
	readLease,
	type StoredLease,
} from "./lease-object.ts";

/** A lease that was just acquired. */
export interface AcquiredLease {
	readonly stored: StoredLease;
	/** When the acquisition was asked for, on the monotonic clock: from then on the lease lasts. */
	readonly atMs: number;
}

/** Waits until the lease can be taken, and takes it. @throws the signal's reason. */
export async function acquireLease(
	deps: LeaseDeps,
	name: string,
	signal: AbortSignal,
): Promise<AcquiredLease> {
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
			if (!found || isFree(found, nowMs - observed.sinceMs, deps.times)) {
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

/** Each holder may say another duration, but not one that keeps the others waiting for good. */
const mostDurations = 10;

function isFree(
	{ spec }: StoredLease,
	unchangedMs: number,
	{ durationMs }: LeaseTimes,
): boolean {
	if (!spec.holderIdentity) return true;
	const saidMs = (spec.leaseDurationSeconds ?? 0) * 1000;
	return unchangedMs >= Math.min(saidMs, mostDurations * durationMs);
}

async function take(
	deps: LeaseDeps,
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
	if (found) return changeLease(deps, name, { found, spec, options });
	const object: KubeObject = {
		apiVersion: "coordination.k8s.io/v1",
		kind: "Lease",
		metadata: { name },
		spec,
	};
	return leaseSchema.parse(
		await deps.client.create(leasesAt(deps.namespace), object, options),
	);
}
