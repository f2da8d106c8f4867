import type { KubeObject } from "../kube-object.ts";
import { StatusError } from "../status-error.ts";
import {
	type ClusterState,
	kubeTime,
	type WriteOptions,
} from "./cluster-state.ts";
import { conflict, forbiddenBecause, notFound } from "./refusals.ts";
import type { ResourceType } from "./resource-type.ts";

export type Propagation = "Foreground" | "Background" | "Orphan";

export interface DeleteOptions extends WriteOptions {
	readonly gracePeriodSeconds?: number | undefined;
	readonly propagationPolicy?: Propagation | undefined;
	readonly preconditions?:
		| { readonly uid?: string; readonly resourceVersion?: string }
		| undefined;
}

export interface Deletion {
	readonly object: KubeObject;
	/** Whether the object is gone already; else it waits for its finalizers or its grace period. */
	readonly isGone: boolean;
}

/** The real server's lifecycle plugin keeps these. */
const keptNamespaces = new Set(["default", "kube-system", "kube-public"]);

/** Deletes an object, or marks it as ending when something must happen first. Throws NotFound, Forbidden or Conflict. */
export function deleteObject(
	state: ClusterState,
	type: ResourceType,
	namespace: string | undefined,
	name: string,
	options: DeleteOptions = {},
): Deletion {
	const stored = state.store.get(type.storageKey, namespace, name);
	if (!stored) throw notFound(type, name);
	if (type.storageKey === "/namespaces" && keptNamespaces.has(name))
		throw forbiddenBecause(type, name, "this namespace may not be deleted");
	const old = stored.object;
	demandPreconditions(type, old, options);
	const finalizers = finalizersFor(old, options.propagationPolicy);
	const graceSeconds = graceOf(type, old, options.gracePeriodSeconds);
	const mustWait =
		finalizers.length > 0 ||
		graceSeconds > 0 ||
		(type.storageKey === "/namespaces" && old.spec?.finalizers?.length > 0);
	if (options.dryRun) return { object: old, isGone: !mustWait };
	if (!mustWait) {
		const removed = state.store.remove(type.storageKey, namespace, name);
		return { object: removed?.object ?? old, isGone: true };
	}
	const ending = endingVersion(state, type, old, finalizers, graceSeconds);
	if (!ending) return { object: old, isGone: false };
	return {
		object: state.store.put(type.storageKey, ending).object,
		isGone: false,
	};
}

function demandPreconditions(
	type: ResourceType,
	old: KubeObject,
	options: DeleteOptions,
): void {
	const { uid, resourceVersion } = options.preconditions ?? {};
	const { metadata } = old;
	if (uid !== undefined && uid !== metadata.uid)
		throw conflict(
			type,
			metadata.name as string,
			`the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
		);
	if (
		resourceVersion !== undefined &&
		resourceVersion !== metadata.resourceVersion
	)
		throw conflict(
			type,
			metadata.name as string,
			`the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
		);
}

function finalizersFor(
	old: KubeObject,
	policy: Propagation | undefined,
): string[] {
	const kept = (old.metadata.finalizers ?? []).filter(
		(each) =>
			policy === undefined ||
			(each !== "foregroundDeletion" && each !== "orphan"),
	);
	if (policy === "Foreground") return [...kept, "foregroundDeletion"];
	if (policy === "Orphan") return [...kept, "orphan"];
	return kept;
}

/** Only Pods end with grace, and only those that a node runs. */
function graceOf(
	type: ResourceType,
	old: KubeObject,
	asked: number | undefined,
): number {
	if (type.storageKey !== "/pods") return 0;
	if (asked !== undefined && asked < 0) throw negativeGrace(old);
	const isRunning =
		Boolean(old.spec?.nodeName) &&
		old.status?.phase !== "Succeeded" &&
		old.status?.phase !== "Failed";
	if (!isRunning) return 0;
	const wanted = asked ?? old.spec?.terminationGracePeriodSeconds ?? 30;
	const running = old.metadata.deletionGracePeriodSeconds;
	return running === undefined ? wanted : Math.min(wanted, running);
}

function negativeGrace(old: KubeObject): StatusError {
	return new StatusError({
		code: 422,
		reason: "Invalid",
		message: `Pod "${old.metadata.name}" is invalid: gracePeriodSeconds: Invalid value: -1: must be greater than or equal to 0`,
	});
}

function endingVersion(
	state: ClusterState,
	type: ResourceType,
	old: KubeObject,
	finalizers: string[],
	graceSeconds: number,
): KubeObject | undefined {
	const { metadata } = old;
	const isEnding = metadata.deletionTimestamp !== undefined;
	const isSame =
		isEnding &&
		metadata.deletionGracePeriodSeconds === graceSeconds &&
		finalizers.length === (metadata.finalizers ?? []).length;
	if (isSame) return undefined;
	const ending: KubeObject = {
		...old,
		metadata: {
			...metadata,
			finalizers,
			deletionTimestamp: isEnding
				? (metadata.deletionTimestamp as string)
				: kubeTime(state.clock() + graceSeconds * 1000),
			...(type.storageKey === "/namespaces" ||
			(!isEnding && type.storageKey !== "/pods")
				? { deletionGracePeriodSeconds: 0 }
				: { deletionGracePeriodSeconds: graceSeconds }),
		},
	};
	if (metadata.generation !== undefined && !isEnding)
		ending.metadata.generation = metadata.generation + 1;
	if (type.storageKey === "/namespaces") {
		delete ending.metadata.deletionGracePeriodSeconds;
		ending.status = { ...old.status, phase: "Terminating" };
	}
	return ending;
}
