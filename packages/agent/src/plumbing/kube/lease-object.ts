import type { Clock, Log } from "@quarterdeck/runtime";
import { z } from "zod";
import type { KubeClient } from "./kube-client.ts";
import { isKubeStatus } from "./kube-error.ts";

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

/** What acquiring and holding leases takes. */
export interface LeaseDeps {
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

/** Where leases are. */
export const leasesAt = (namespace: string) => ({
	apiVersion: "coordination.k8s.io/v1",
	resource: "leases",
	namespace,
});

export const leaseSchema = z.looseObject({
	metadata: z.looseObject({ resourceVersion: z.string() }),
	spec: z
		.looseObject({
			holderIdentity: z.string().nullish(),
			leaseDurationSeconds: z.int().nullish(),
			leaseTransitions: z.int().nullish(),
		})
		.default({}),
});
/** A Lease object as the cluster has it. */
export type StoredLease = z.output<typeof leaseSchema>;

/** The lease; undefined when there is none. */
export async function readLease(
	deps: LeaseDeps,
	name: string,
	signal: AbortSignal,
): Promise<StoredLease | undefined> {
	try {
		const reason = `see who holds the lease ${name}`;
		const found = await deps.client.get(leasesAt(deps.namespace), name, {
			reason,
			signal,
		});
		return leaseSchema.parse(found);
	} catch (error) {
		if (isKubeStatus(error, 404)) return undefined;
		throw error;
	}
}

/** Changes the lease if it is still as `found`. @throws the API server's refusal, 409 when it is not. */
export async function changeLease(
	deps: LeaseDeps,
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
		await deps.client.patch(
			leasesAt(deps.namespace),
			name,
			patch,
			what.options,
		),
	);
}

/** The API wants microseconds; people read it, no process of ours does. */
export function microTime(clock: Clock): string {
	return clock.now().toISOString().replace(/Z$/, "000Z");
}
