import { trackUpdate } from "../apply/track-managers.ts";
import type { KubeObject } from "../kube-object.ts";
import {
	type ClusterState,
	kubeTime,
	type WriteOptions,
} from "./cluster-state.ts";
import { countsGenerations } from "./generations.ts";
import { invalidNames } from "./invalid-names.ts";
import { demandValid, fillDefaults, shapesOf } from "./kind-rules.ts";
import {
	alreadyExists,
	badRequest,
	forbiddenBecause,
	notFound,
} from "./refusals.ts";
import { apiVersionOf, type ResourceType } from "./resource-type.ts";
import { prepareForCreate } from "./strategies.ts";

const defaultManager = "unknown";

/**
 * Makes a new object: names it, fills in what the server decides, checks it and keeps it. The given
 * object is taken over. Throws the refusals of the real server; a dry run keeps nothing.
 * `ownManagers` says that `metadata.managedFields` is already as it should be.
 */
export function createObject(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
	namespace: string | undefined,
	options: WriteOptions & { ownManagers?: boolean } = {},
): KubeObject {
	const { metadata } = object;
	if (metadata.resourceVersion)
		throw badRequest(
			"resourceVersion should not be set on objects to be created",
		);
	placeInNamespace(type, object, namespace);
	demandLivingNamespace(state, type, object);
	giveName(state, type, object);
	const name = metadata.name as string;
	giveIdentity(state, type, object);
	fillDefaults(type, object);
	prepareForCreate(type, object, state);
	demandValid(type, object);
	if (state.store.get(type.storageKey, metadata.namespace, name))
		throw alreadyExists(type, name);
	guard(state, type, object, options);
	if (!options.ownManagers) {
		metadata.managedFields = [];
		trackUpdate({
			old: undefined,
			object,
			manager: options.fieldManager ?? defaultManager,
			time: kubeTime(state.clock()),
			shapeOf: shapesOf(type),
		});
	}
	if (options.dryRun) return object;
	return state.store.put(type.storageKey, object).object;
}

function guard(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
	options: WriteOptions,
): void {
	for (const each of state.guards) {
		each({ type, object, old: undefined, writer: options.writer });
	}
}

function placeInNamespace(
	type: ResourceType,
	object: KubeObject,
	namespace: string | undefined,
): void {
	const { metadata } = object;
	if (!type.namespaced) {
		delete metadata.namespace;
		return;
	}
	if (metadata.namespace && metadata.namespace !== namespace)
		throw badRequest(
			"the namespace of the provided object does not match the namespace sent on the request",
		);
	metadata.namespace = namespace ?? "default";
}

function demandLivingNamespace(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
): void {
	const { namespace } = object.metadata;
	if (!type.namespaced || namespace === undefined) return;
	const found = state.store.get("/namespaces", undefined, namespace);
	if (!found) throw notFound({ group: "", resource: "namespaces" }, namespace);
	if (found.object.metadata.deletionTimestamp === undefined) return;
	throw forbiddenBecause(
		type,
		object.metadata.name ?? "",
		`unable to create new content in namespace ${namespace} because it is being terminated`,
		[
			{
				reason: "NamespaceTerminating",
				message: `namespace ${namespace} is being terminated`,
				field: "metadata.namespace",
			},
		],
	);
}

function giveName(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
): void {
	const { metadata } = object;
	if (metadata.name) return;
	if (!metadata.generateName) throw invalidNames.missing(type);
	const base = metadata.generateName.slice(0, 58);
	metadata.name = base + state.identities.nameSuffix();
}

function giveIdentity(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
): void {
	const { metadata } = object;
	object.apiVersion ||= apiVersionOf(type);
	object.kind ||= type.kind;
	metadata.uid = state.identities.uid();
	metadata.creationTimestamp = kubeTime(state.clock());
	delete metadata.deletionTimestamp;
	delete metadata.deletionGracePeriodSeconds;
	if (countsGenerations(type)) metadata.generation = 1;
	else delete metadata.generation;
}
