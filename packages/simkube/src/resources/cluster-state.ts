import type { KubeObject } from "../kube-object.ts";
import type { ObjectStore } from "../store/object-store.ts";
import type { Identities } from "./identities.ts";
import type { ResourceRegistry } from "./resource-registry.ts";
import type { ResourceType } from "./resource-type.ts";

/** Who writes; the same shape as the user of a request. */
export interface Writer {
	readonly username: string;
	readonly groups: readonly string[];
	readonly uid?: string;
	readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What every operation on objects needs to know of its cluster. */
export interface ClusterState {
	readonly store: ObjectStore;
	readonly registry: ResourceRegistry;
	readonly identities: Identities;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	/** Called before a write is kept; refuses by throwing. Grown by those that guard, such as RBAC. */
	readonly guards: WriteGuard[];
}

export type WriteGuard = (write: {
	type: ResourceType;
	object: KubeObject;
	old: KubeObject | undefined;
	writer: Writer | undefined;
}) => void;

export interface WriteOptions {
	/** The user of the request; absent for the cluster's own controllers. */
	readonly writer?: Writer;
	readonly dryRun?: boolean;
	readonly fieldManager?: string;
	readonly subresource?: string;
}

/** An instant as Kubernetes writes it, whole seconds. */
export function kubeTime(atMs: number): string {
	return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

/** An instant with microseconds, as Leases and new Events carry it. */
export function kubeMicroTime(atMs: number): string {
	return `${new Date(atMs).toISOString().slice(0, 23)}000Z`;
}
