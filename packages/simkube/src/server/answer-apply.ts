import { parse } from "yaml";
import { applyConfiguration } from "../apply/apply-configuration.ts";
import type { KubeObject } from "../kube-object.ts";
import { type ClusterState, kubeTime } from "../resources/cluster-state.ts";
import { createObject } from "../resources/create-object.ts";
import { shapesOf } from "../resources/kind-rules.ts";
import { badRequest, notFound } from "../resources/refusals.ts";
import { apiVersionOf, type ResourceType } from "../resources/resource-type.ts";
import { demandSamePlace, updateObject } from "../resources/update-object.ts";
import { StatusError } from "../status-error.ts";
import {
	inRequestVersion,
	inStorageVersion,
	sendObject,
	writeOptionsOf,
} from "./answer-write.ts";
import { checkFields } from "./check-fields.ts";
import { demandMetadata } from "./decode-object.ts";
import { type Exchange, parameter } from "./exchange.ts";
import { readBody } from "./read-body.ts";

/** Answers a server-side apply: makes the object or merges the configuration into it. */
export async function answerApply(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): Promise<void> {
	const manager = parameter(exchange, "fieldManager");
	if (manager === "") throw managerMissing();
	const configuration = readConfiguration(await readBody(exchange.request));
	demandIdentity(configuration, type);
	checkFields(exchange, type, configuration);
	demandSamePlace(type, configuration, exchange.info);
	const { namespace, name } = configuration.metadata;
	const stored = state.store.get(type.storageKey, namespace, name as string);
	const { subresource } = exchange.info;
	if (!stored && subresource !== "") throw notFound(type, name as string);
	const live = stored
		? inRequestVersion(type, stored.object)
		: emptyObject(type, configuration);
	const merged = applyConfiguration({
		live,
		isNew: !stored,
		configuration,
		manager,
		subresource,
		force: ["true", "1"].includes(parameter(exchange, "force")),
		time: kubeTime(state.clock()),
		shapeOf: shapesOf(type),
	});
	const options = { ...writeOptionsOf(exchange), ownManagers: true };
	const object = inStorageVersion(state, type, merged);
	if (!stored) {
		const made = createObject(state, type, object, namespace, options);
		sendObject(state, exchange, type, made, 201);
		return;
	}
	// An apply without a version of its own is made on whatever is there now.
	object.metadata.resourceVersion =
		configuration.metadata.resourceVersion ??
		(stored.object.metadata.resourceVersion as string);
	sendObject(state, exchange, type, updateObject(state, type, object, options));
}

function emptyObject(type: ResourceType, { metadata }: KubeObject): KubeObject {
	const { name, namespace } = metadata;
	return {
		apiVersion: apiVersionOf(type),
		kind: type.kind,
		metadata: {
			name: name as string,
			...(namespace === undefined ? {} : { namespace }),
		},
	};
}

function readConfiguration(body: Buffer): KubeObject {
	let value: unknown;
	try {
		value = parse(body.toString("utf8"), { maxAliasCount: 100 });
	} catch (error) {
		const [line] = (error as Error).message.split("\n", 1);
		throw badRequest(`error decoding YAML: ${line}`);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw badRequest("error decoding YAML: the configuration is no object");
	return value as KubeObject;
}

function demandIdentity(object: KubeObject, type: ResourceType): void {
	const apiVersion = apiVersionOf(type);
	if (!object.apiVersion || !object.kind)
		throw badRequest(
			`error decoding YAML: Object 'Kind' is missing in '${JSON.stringify(object).slice(0, 200)}'`,
		);
	if (object.apiVersion !== apiVersion || object.kind !== type.kind)
		throw badRequest(
			`Incorrect version specified in apply patch. Specified patch version: ${object.apiVersion}, expected: ${apiVersion}`,
		);
	demandMetadata(object);
	if (object.metadata.managedFields?.length)
		throw badRequest("metadata.managedFields must be nil");
}

function managerMissing(): StatusError {
	const message = "Required value: is required for apply patch";
	return new StatusError({
		code: 422,
		reason: "Invalid",
		message: `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${message}`,
		details: {
			group: "meta.k8s.io",
			kind: "PatchOptions",
			causes: [
				{ reason: "FieldValueRequired", message, field: "fieldManager" },
			],
		},
	});
}
