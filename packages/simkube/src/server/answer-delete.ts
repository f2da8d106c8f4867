import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import {
	type DeleteOptions,
	deleteObject,
	type Propagation,
} from "../resources/delete-object.ts";
import { badRequest } from "../resources/refusals.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { listKindOf } from "./answer-list.ts";
import { sendObject } from "./answer-write.ts";
import { decodeObject } from "./decode-object.ts";
import { type Exchange, isDryRun, parameter } from "./exchange.ts";
import { readBody } from "./read-body.ts";
import { sendJson } from "./respond.ts";
import { readSelection } from "./selection.ts";

/** Answers a DELETE of one object: a Status when it is gone, the object while it is ending. */
export async function answerDelete(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): Promise<void> {
	const options = await readDeleteOptions(exchange);
	const namespace = type.namespaced ? exchange.info.namespace : undefined;
	const { name } = exchange.info;
	const deletion = deleteObject(state, type, namespace, name, options);
	if (!deletion.isGone || returnedWhenGone.has(type.storageKey)) {
		sendObject(state, exchange, type, deletion.object);
		return;
	}
	sendJson(exchange, 200, {
		kind: "Status",
		apiVersion: "v1",
		metadata: {},
		status: "Success",
		details: {
			name,
			...(type.group === "" ? {} : { group: type.group }),
			kind: type.resource,
			uid: deletion.object.metadata.uid,
		},
	});
}

/** The resources whose last state is the answer to their deletion. */
const returnedWhenGone = new Set([
	"/persistentvolumeclaims",
	"/persistentvolumes",
	"/pods",
	"/podtemplates",
	"/resourcequotas",
	"/serviceaccounts",
	"/services",
]);

/** Answers a DELETE of a collection with the list of what was deleted. */
export async function answerDeleteCollection(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): Promise<void> {
	const options = await readDeleteOptions(exchange);
	const selection = readSelection(exchange, type);
	const { info } = exchange;
	const namespace =
		type.namespaced && info.namespace !== "" ? info.namespace : undefined;
	const items: KubeObject[] = [];
	for (const { object } of state.store.list(type.storageKey, namespace)) {
		if (!selection.matches(object)) continue;
		const { metadata } = object;
		deleteObject(
			state,
			type,
			metadata.namespace,
			metadata.name as string,
			options,
		);
		items.push(object);
	}
	const resourceVersion = String(state.store.resourceVersion);
	const metadata = { resourceVersion };
	sendJson(exchange, 200, { ...listKindOf(type), metadata, items });
}

async function readDeleteOptions(exchange: Exchange): Promise<DeleteOptions> {
	const { request } = exchange;
	const body = await readBody(request);
	const given =
		body.length === 0
			? undefined
			: decodeObject(body, request.headers["content-type"], {
					kind: "DeleteOptions",
					apiVersion: deleteOptionsVersion(body),
				});
	const policy =
		given?.propagationPolicy ??
		(parameter(exchange, "propagationPolicy") || undefined);
	const orphans = given?.orphanDependents;
	const grace =
		given?.gracePeriodSeconds ??
		numberParameter(exchange, "gracePeriodSeconds");
	return {
		writer: exchange.user,
		dryRun: isDryRun(exchange) || given?.dryRun?.includes("All") === true,
		gracePeriodSeconds: grace,
		propagationPolicy: readPolicy(policy, orphans),
		preconditions: given?.preconditions,
	};
}

/** Clients send the options in any version: `v1`, `meta.k8s.io/v1` or that of the resource's group. */
function deleteOptionsVersion(body: Buffer): string {
	if (body[0] === 0x6b) return "v1";
	const match = /"?apiVersion"?\s*:\s*"?([^\s",}]+)/.exec(
		body.toString("utf8"),
	);
	return match?.[1] ?? "v1";
}

function numberParameter(exchange: Exchange, name: string): number | undefined {
	const text = parameter(exchange, name);
	return text === "" ? undefined : Number(text);
}

function readPolicy(
	policy: string | undefined,
	orphans: boolean | undefined,
): Propagation | undefined {
	if (policy === undefined) {
		if (orphans === undefined) return undefined;
		return orphans ? "Orphan" : "Background";
	}
	if (policy === "Foreground" || policy === "Background" || policy === "Orphan")
		return policy;
	throw badRequest(
		`invalid DeleteOptions: propagationPolicy: Invalid value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan"`,
	);
}
