import { isDeepStrictEqual } from "node:util";
import { trackUpdate } from "../apply/track-managers.ts";
import type { KubeObject, ManagedFieldsEntry } from "../kube-object.ts";
import {
	type ClusterState,
	kubeTime,
	type WriteOptions,
} from "./cluster-state.ts";
import { countsGenerations, specChanged } from "./generations.ts";
import { invalidNames } from "./invalid-names.ts";
import { demandValid, fillDefaults, shapesOf } from "./kind-rules.ts";
import {
	badRequest,
	conflict,
	modifiedMeanwhile,
	notFound,
} from "./refusals.ts";
import type { ResourceType } from "./resource-type.ts";
import { hasStatusApart, prepareForUpdate } from "./strategies.ts";

/** Objects that two writers share may not be replaced blindly. */
const demandsVersion = new Set([
	"coordination.k8s.io/leases",
	"discovery.k8s.io/endpointslices",
	"apiextensions.k8s.io/customresourcedefinitions",
]);

/**
 * Replaces an object by the given one, which is taken over. The version it carries must be the current one;
 * what the server alone decides stays as it was. Throws the refusals of the real server.
 * `ownManagers` says that `metadata.managedFields` is already as it should be.
 */
export function updateObject(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
	options: WriteOptions & { ownManagers?: boolean } = {},
): KubeObject {
	const { metadata } = object;
	const name = metadata.name as string;
	const stored = state.store.get(type.storageKey, metadata.namespace, name);
	if (!stored) throw notFound(type, name);
	const old = stored.object;
	demandCurrent(type, object, old);
	keepSystemFields(type, object, old);
	keepOtherHalf(type, object, old, options.subresource);
	fillDefaults(type, object);
	prepareForUpdate(type, object, state);
	demandValid(type, object, old);
	if (!options.subresource) {
		for (const each of state.guards)
			each({ type, object, old, writer: options.writer });
	}
	if (countsGenerations(type) && specChanged(type, old, object)) {
		object.metadata.generation = (old.metadata.generation ?? 0) + 1;
	}
	recordManagers(state, type, object, { old, ...options });
	return keep(state, type, object, old, options);
}

function demandCurrent(
	type: ResourceType,
	object: KubeObject,
	old: KubeObject,
): void {
	const { name, resourceVersion, uid } = object.metadata;
	if (!resourceVersion || resourceVersion === "0") {
		if (type.custom || demandsVersion.has(type.storageKey))
			throw invalidNames.missingVersion(type, name as string);
	} else if (resourceVersion !== old.metadata.resourceVersion) {
		throw modifiedMeanwhile(type, name as string);
	}
	if (uid && uid !== old.metadata.uid)
		throw conflict(
			type,
			name as string,
			`Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
		);
}

function keepSystemFields(
	type: ResourceType,
	object: KubeObject,
	old: KubeObject,
): void {
	const { metadata } = object;
	for (const field of [
		"uid",
		"creationTimestamp",
		"deletionTimestamp",
		"deletionGracePeriodSeconds",
		"generateName",
		"generation",
	] as const) {
		const value = old.metadata[field];
		if (value === undefined) delete metadata[field];
		else (metadata as Record<string, unknown>)[field] = value;
	}
	metadata.managedFields ??= old.metadata.managedFields ?? [];
	if (type.storageKey === "/namespaces" && !object.spec) object.spec = old.spec;
}

/** A write to the object leaves its status alone, and a write to the status leaves the rest. */
function keepOtherHalf(
	type: ResourceType,
	object: KubeObject,
	old: KubeObject,
	subresource: string | undefined,
): void {
	if (subresource === undefined) {
		if (hasStatusApart(type)) copyField("status", old, object);
		if (type.storageKey === "/namespaces") copyField("spec", old, object);
		return;
	}
	const own = ownFields[subresource] ?? ["status"];
	for (const field of new Set([...Object.keys(object), ...Object.keys(old)])) {
		if (field === "metadata" || field === "apiVersion" || field === "kind")
			continue;
		if (!own.includes(field)) copyField(field, old, object);
	}
	const { managedFields, resourceVersion } = object.metadata;
	object.metadata = { ...old.metadata };
	if (managedFields) object.metadata.managedFields = managedFields;
	if (resourceVersion) object.metadata.resourceVersion = resourceVersion;
}

const ownFields: Record<string, readonly string[]> = {
	status: ["status"],
	approval: ["status"],
	finalize: ["spec"],
	scale: ["spec"],
	ephemeralcontainers: ["spec"],
};

function copyField(field: string, from: KubeObject, to: KubeObject): void {
	if (from[field] === undefined) delete to[field];
	else to[field] = from[field];
}

function recordManagers(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
	options: WriteOptions & { old: KubeObject; ownManagers?: boolean },
): void {
	if (options.ownManagers) return;
	trackUpdate({
		old: options.old,
		object,
		manager: options.fieldManager ?? "unknown",
		...(options.subresource ? { subresource: options.subresource } : {}),
		time: kubeTime(state.clock()),
		shapeOf: shapesOf(type),
	});
}

function keep(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
	old: KubeObject,
	options: WriteOptions,
): KubeObject {
	if (isSame(old, object)) return old;
	if (options.dryRun) {
		object.metadata.resourceVersion = old.metadata.resourceVersion as string;
		return object;
	}
	const { namespace, name, deletionTimestamp, finalizers } = object.metadata;
	const kept = state.store.put(type.storageKey, object).object;
	const isOver =
		deletionTimestamp !== undefined &&
		!finalizers?.length &&
		!object.spec?.finalizers?.length &&
		(kept.metadata.deletionGracePeriodSeconds ?? 0) === 0;
	if (isOver) state.store.remove(type.storageKey, namespace, name as string);
	return kept;
}

/** A write that changes nothing but the time of its manager is no write. */
function isSame(old: KubeObject, object: KubeObject): boolean {
	return isDeepStrictEqual(comparable(old), comparable(object));
}

function comparable(object: KubeObject): unknown {
	const { resourceVersion: _, managedFields, ...metadata } = object.metadata;
	const managers = (managedFields ?? []).map(
		({ time: __, ...entry }: ManagedFieldsEntry) => entry,
	);
	const given = {
		...object,
		metadata: { ...withoutEmpty(metadata), managers },
	};
	return JSON.parse(JSON.stringify(given));
}

function withoutEmpty(metadata: object): object {
	return Object.fromEntries(
		Object.entries(metadata).filter(
			([, value]) =>
				value !== null &&
				value !== "" &&
				(typeof value !== "object" || Object.keys(value).length > 0),
		),
	);
}

/** Refuses a body whose name or namespace is not that of the address. The address of a namespace names it twice, and it is in none. */
export function demandSamePlace(
	type: ResourceType,
	object: KubeObject,
	address: { name: string; namespace: string },
): void {
	const place = {
		name: address.name,
		namespace: type.namespaced ? address.namespace : "",
	};
	const { metadata } = object;
	if (metadata.name && metadata.name !== place.name)
		throw badRequest(
			`the name of the object (${metadata.name}) does not match the name on the URL (${place.name})`,
		);
	if (metadata.namespace && metadata.namespace !== place.namespace)
		throw badRequest(
			`the namespace of the object (${metadata.namespace}) does not match the namespace on the URL (${place.namespace})`,
		);
	metadata.name = place.name;
	if (place.namespace !== "") metadata.namespace = place.namespace;
}
