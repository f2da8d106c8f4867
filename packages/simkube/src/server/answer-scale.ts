import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { updateObject } from "../resources/update-object.ts";
import { StatusError } from "../status-error.ts";
import { patchKindFor } from "./answer-patch.ts";
import type { Answer } from "./answer-resource.ts";
import { objectAt, writeOptionsOf } from "./answer-write.ts";
import { decodeObject } from "./decode-object.ts";
import type { Exchange } from "./exchange.ts";
import { readBody } from "./read-body.ts";
import { sendJson } from "./respond.ts";

/** Answers for the `scale` part of a resource: the same number of replicas under a form all kinds share. */
export function createScaleAnswer(state: ClusterState): Answer {
	return async (exchange, type) => {
		const { verb } = exchange.info;
		const old = objectAt(state, exchange, type);
		const paths = pathsOf(type);
		if (verb === "get") {
			sendJson(exchange, 200, scaleOf(old, paths));
			return;
		}
		const wanted = await readScale(exchange, type, scaleOf(old, paths));
		const replicas = wanted.spec?.replicas ?? 0;
		demandCount(type, old, replicas);
		const object = structuredClone(old);
		write(object, paths.specReplicasPath, replicas);
		const resourceVersion = wanted.metadata?.resourceVersion;
		if (resourceVersion) object.metadata.resourceVersion = resourceVersion;
		const made = updateObject(state, type, object, writeOptionsOf(exchange));
		sendJson(exchange, 200, scaleOf(made, paths));
	};
}

interface ScalePaths {
	readonly specReplicasPath: string;
	readonly statusReplicasPath: string;
	readonly labelSelectorPath?: string;
}

function pathsOf(type: ResourceType): ScalePaths {
	return (
		type.custom?.subresources?.scale ?? {
			specReplicasPath: ".spec.replicas",
			statusReplicasPath: ".status.replicas",
		}
	);
}

async function readScale(
	exchange: Exchange,
	type: ResourceType,
	old: KubeObject,
): Promise<KubeObject> {
	const { request, info } = exchange;
	const contentType = request.headers["content-type"];
	const body = await readBody(request);
	if (info.verb === "update")
		return decodeObject(body, contentType, {
			kind: "Scale",
			apiVersion: "autoscaling/v1",
		});
	const media = contentType?.split(";", 1)[0]?.trim() ?? "";
	const patch = decodeJson(body);
	const scaleType = {
		...type,
		group: "autoscaling",
		version: "v1",
		kind: "Scale",
	};
	return structuredClone(patchKindFor(media, scaleType)(old, patch, scaleType));
}

function decodeJson(body: Buffer) {
	try {
		return JSON.parse(body.toString("utf8"));
	} catch (error) {
		throw new StatusError({
			code: 400,
			reason: "BadRequest",
			message: `error decoding patch: ${(error as Error).message}`,
		});
	}
}

function demandCount(
	type: ResourceType,
	object: KubeObject,
	replicas: unknown,
): void {
	if (Number.isInteger(replicas) && (replicas as number) >= 0) return;
	const { name } = object.metadata;
	const message = `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`;
	throw new StatusError({
		code: 422,
		reason: "Invalid",
		message: `Scale.autoscaling "${name}" is invalid: spec.replicas: ${message}`,
		details: {
			name: name as string,
			group: "autoscaling",
			kind: type.group === "autoscaling" ? type.kind : "Scale",
			causes: [
				{ reason: "FieldValueInvalid", message, field: "spec.replicas" },
			],
		},
	});
}

function scaleOf(object: KubeObject, paths: ScalePaths): KubeObject {
	const { name, namespace, uid, resourceVersion, creationTimestamp } =
		object.metadata;
	const metadata = { name, namespace, uid, resourceVersion, creationTimestamp };
	const selector = paths.labelSelectorPath
		? read(object, paths.labelSelectorPath)
		: selectorText(object.spec?.selector);
	return {
		kind: "Scale",
		apiVersion: "autoscaling/v1",
		metadata: metadata as KubeObject["metadata"],
		spec: { replicas: read(object, paths.specReplicasPath) ?? 0 },
		status: {
			replicas: read(object, paths.statusReplicasPath) ?? 0,
			...(selector ? { selector } : {}),
		},
	};
}

function selectorText(selector: unknown): string {
	const { matchLabels } = (selector ?? {}) as {
		matchLabels?: Record<string, string>;
	};
	return Object.entries(matchLabels ?? {})
		.map(([key, value]) => `${key}=${value}`)
		.sort()
		.join(",");
}

function read(object: KubeObject, path: string): unknown {
	let value: unknown = object;
	for (const step of path.split(".").filter((each) => each !== "")) {
		value = (value as Record<string, unknown> | undefined)?.[step];
	}
	return value;
}

function write(object: KubeObject, path: string, value: unknown): void {
	const steps = path.split(".").filter((each) => each !== "");
	let place: Record<string, unknown> = object;
	for (const step of steps.slice(0, -1)) {
		place[step] ??= {};
		place = place[step] as Record<string, unknown>;
	}
	place[steps.at(-1) as string] = value;
}
