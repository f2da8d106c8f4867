import type { KubeObject } from "../kube-object.ts";
import type { ClusterState, WriteOptions } from "../resources/cluster-state.ts";
import { convertTo } from "../resources/convert-version.ts";
import { createObject } from "../resources/create-object.ts";
import { badRequest, notFound } from "../resources/refusals.ts";
import { apiVersionOf, type ResourceType } from "../resources/resource-type.ts";
import { demandSamePlace, updateObject } from "../resources/update-object.ts";
import { checkFields } from "./check-fields.ts";
import { createPresenter } from "./create-presenter.ts";
import { decodeObject, expectedOf } from "./decode-object.ts";
import {
	type Exchange,
	fieldManagerOf,
	isDryRun,
	parameter,
} from "./exchange.ts";
import { readBody } from "./read-body.ts";
import { sendJson } from "./respond.ts";

/** Answers a POST: makes a new object. */
export async function answerCreate(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): Promise<void> {
	const { request, info } = exchange;
	demandKnownDryRun(exchange);
	const body = await readBody(request);
	const given = decodeObject(
		body,
		request.headers["content-type"],
		expectedOf(type),
	);
	checkFields(exchange, type, given, body);
	const object = createObject(
		state,
		type,
		inStorageVersion(state, type, given),
		info.namespace === "" ? undefined : info.namespace,
		writeOptionsOf(exchange),
	);
	sendObject(state, exchange, type, object, 201);
}

/** Answers a PUT of an object or of one of its halves. */
export async function answerUpdate(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): Promise<void> {
	const { request, info } = exchange;
	demandKnownDryRun(exchange);
	const body = await readBody(request);
	const given = decodeObject(
		body,
		request.headers["content-type"],
		expectedOf(type),
	);
	checkFields(exchange, type, given, body);
	demandSamePlace(type, given, info);
	const object = inStorageVersion(state, type, given);
	const options = writeOptionsOf(exchange);
	if (isCreatedByUpdate(state, type, exchange)) {
		const made = createObject(state, type, object, info.namespace, options);
		sendObject(state, exchange, type, made, 201);
		return;
	}
	sendObject(state, exchange, type, updateObject(state, type, object, options));
}

/** A PUT makes some objects that are not there yet. */
const createdByUpdate = new Set([
	"coordination.k8s.io/leases",
	"/endpoints",
	"/events",
	"rbac.authorization.k8s.io/roles",
	"rbac.authorization.k8s.io/rolebindings",
	"rbac.authorization.k8s.io/clusterroles",
	"rbac.authorization.k8s.io/clusterrolebindings",
]);

function isCreatedByUpdate(
	state: ClusterState,
	type: ResourceType,
	{ info }: Exchange,
): boolean {
	if (info.subresource !== "" || !createdByUpdate.has(type.storageKey))
		return false;
	const namespace = type.namespaced ? info.namespace : undefined;
	return !state.store.get(type.storageKey, namespace, info.name);
}

/** What an exchange says about how its write is to be done. */
export function writeOptionsOf(exchange: Exchange): WriteOptions {
	const { subresource } = exchange.info;
	return {
		writer: exchange.user,
		dryRun: isDryRun(exchange),
		fieldManager: fieldManagerOf(exchange),
		...(subresource === "" ? {} : { subresource }),
	};
}

/** Throws for a `dryRun` other than `All`. */
export function demandKnownDryRun(exchange: Exchange): void {
	const asked = parameter(exchange, "dryRun");
	if (asked === "" || asked === "All") return;
	throw badRequest(
		`dryRun: Unsupported value: ${JSON.stringify(asked)}: supported values: "All"`,
	);
}

/** The object as the store keeps it: in the one version of its resource that is stored. */
export function inStorageVersion(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
): KubeObject {
	const [preferred] = storageTypes(state, type);
	return preferred ? convertTo(preferred, object) : object;
}

function storageTypes(state: ClusterState, type: ResourceType): ResourceType[] {
	const types = state.registry.byStorageKey(type.storageKey);
	if (!type.custom) return types;
	return types.filter((each) => each.custom?.storage);
}

/** Sends one object in the form asked for. */
export function sendObject(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
	object: KubeObject,
	code = 200,
): void {
	const { resourceVersion } = object.metadata;
	const stored = {
		key: "",
		object,
		resourceVersion: Number(resourceVersion ?? 0),
	};
	sendJson(exchange, code, createPresenter(state, exchange, type).one(stored));
}

/** The object an address names. Throws NotFound. */
export function objectAt(
	state: ClusterState,
	{ info }: Exchange,
	type: ResourceType,
): KubeObject {
	const namespace = type.namespaced ? info.namespace : undefined;
	const stored = state.store.get(type.storageKey, namespace, info.name);
	if (!stored) throw notFound(type, info.name);
	return stored.object;
}

/** The object in the version of the API that the request speaks. */
export function inRequestVersion(
	type: ResourceType,
	object: KubeObject,
): KubeObject {
	return { ...convertTo(type, object), apiVersion: apiVersionOf(type) };
}
