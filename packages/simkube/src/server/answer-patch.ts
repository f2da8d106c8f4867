import type { Json, KubeObject } from "../kube-object.ts";
import {
	applyJsonPatch,
	applyMergePatch,
	applyStrategicMergePatch,
	patchSchemaFor,
} from "../patch/index.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { badRequest, unsupportedMediaType } from "../resources/refusals.ts";
import { apiVersionOf, type ResourceType } from "../resources/resource-type.ts";
import { demandSamePlace, updateObject } from "../resources/update-object.ts";
import { answerApply } from "./answer-apply.ts";
import {
	demandKnownDryRun,
	inRequestVersion,
	inStorageVersion,
	objectAt,
	sendObject,
	writeOptionsOf,
} from "./answer-write.ts";
import { checkPatchedFields } from "./check-fields.ts";
import { demandMetadata } from "./decode-object.ts";
import type { Exchange } from "./exchange.ts";
import { goJsonError } from "./go-json-error.ts";
import { readBody } from "./read-body.ts";

type ApplyPatch = (
	old: KubeObject,
	patch: Json,
	type: ResourceType,
) => KubeObject;

const patchKinds: Record<string, ApplyPatch> = {
	"application/json-patch+json": (old, patch) =>
		applyJsonPatch(asJson(old), patch) as unknown as KubeObject,
	"application/merge-patch+json": (old, patch) =>
		applyMergePatch(asJson(old), patch) as unknown as KubeObject,
	"application/strategic-merge-patch+json": (old, patch, type) =>
		applyStrategicMergePatch(
			asJson(old),
			patch,
			patchSchemaFor(apiVersionOf(type), type.kind),
		) as unknown as KubeObject,
};

function asJson(object: KubeObject): Json {
	return object as unknown as Json;
}

/** Answers a PATCH of whatever kind. */
export async function answerPatch(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
): Promise<void> {
	const contentType = mediaType(exchange);
	demandKnownDryRun(exchange);
	if (contentType === "application/apply-patch+yaml") {
		await answerApply(state, exchange, type);
		return;
	}
	const apply = patchKindFor(contentType, type);
	const patch = parsePatch(await readBody(exchange.request));
	const old = inRequestVersion(type, objectAt(state, exchange, type));
	const patched = structuredClone(apply(old, patch, type));
	demandObject(patched);
	checkPatchedFields(exchange, type, patched, () =>
		shownPatch(contentType, patch, patched),
	);
	demandSamePlace(type, patched, exchange.info);
	const object = inStorageVersion(state, type, patched);
	const made = updateObject(state, type, object, writeOptionsOf(exchange));
	sendObject(state, exchange, type, made);
}

/** What the refusal of a patch quotes: the outcome, or for a strategic patch the patch as Go prints a map. */
function shownPatch(
	contentType: string,
	patch: Json,
	patched: KubeObject,
): string {
	return contentType === "application/strategic-merge-patch+json"
		? goText(patch)
		: JSON.stringify(patched);
}

function goText(value: Json): string {
	if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
	if (value === null) return "<nil>";
	if (typeof value !== "object") return String(value);
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return `map[${entries.map(([key, each]) => `${key}:${goText(each)}`).join(" ")}]`;
}

function mediaType(exchange: Exchange): string {
	const header = exchange.request.headers["content-type"] ?? "";
	return header.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** How to apply a patch of this content type. Throws 415 where the resource takes none such. */
export function patchKindFor(
	contentType: string,
	type: ResourceType,
): ApplyPatch {
	const apply = patchKinds[contentType];
	const isTyped = contentType === "application/strategic-merge-patch+json";
	if (apply && !(isTyped && type.custom)) return apply;
	throw unsupportedMediaType(
		apply
			? "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
			: "415: Unsupported Media Type",
	);
}

function parsePatch(body: Buffer): Json {
	const text = body.toString("utf8");
	try {
		return JSON.parse(text) as Json;
	} catch {
		throw badRequest(`error decoding patch: ${goJsonError(text)}`);
	}
}

function demandObject(patched: KubeObject): void {
	if (typeof patched !== "object" || patched === null)
		throw badRequest("the patched object is no object");
	demandMetadata(patched);
}
