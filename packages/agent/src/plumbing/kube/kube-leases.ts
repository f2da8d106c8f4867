import type { Lease, Leases } from "@quarterdeck/runtime";
import { acquireLease } from "./acquire-lease.ts";
import { HeldLease } from "./held-lease.ts";
import type { LeaseDeps } from "./lease-object.ts";

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
export function createKubeLeases(deps: LeaseDeps): Leases {
	return {
		async hold(name, work, { signal }) {
			const acquired = await acquireLease(deps, name, signal);
			const holding = new HeldLease(deps, name, acquired);
			// Whatever fails from here on ends the renewals.
			try {
				const lease: Lease = {
					fencingToken: BigInt(acquired.stored.spec.leaseTransitions ?? 0),
					signal: AbortSignal.any([signal, holding.lost]),
				};
				deps.log.info("the lease is held", {
					name,
					fencingToken: String(lease.fencingToken),
				});
				await work(lease);
			} finally {
				await holding.release();
			}
		},
	};
}
