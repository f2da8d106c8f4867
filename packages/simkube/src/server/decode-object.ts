import { parse } from "yaml";
import type { KubeObject, OwnerReference } from "../kube-object.ts";
import { badRequest, unsupportedMediaType } from "../resources/refusals.ts";
import { apiVersionOf, type ResourceType } from "../resources/resource-type.ts";
import { goJsonError } from "./go-json-error.ts";
import {
	decodeProtobuf,
	protobufContentType,
} from "./protobuf/decode-protobuf.ts";

const accepted =
	"application/json, application/yaml, application/vnd.kubernetes.protobuf";

const readable = new Set([
	"",
	"application/json",
	"application/yaml",
	protobufContentType,
]);

/** Whether a body of this content type is read here. Throws 415 for others. */
export function demandReadable(contentType: string | undefined): void {
	if (contentType === undefined) return;
	const type = contentType.split(";", 1)[0]?.trim().toLowerCase();
	if (type === undefined || readable.has(type)) return;
	throw unsupportedMediaType(
		`the body of the request was in an unknown format - accepted media types include: ${accepted}`,
	);
}

/** The object of a body, of the given kind or of none (then it is taken as that kind). Throws 400. */
export function decodeObject(
	body: Buffer,
	contentType: string | undefined,
	expected: { kind: string; apiVersion: string },
): KubeObject {
	demandReadable(contentType);
	const value = parseBody(body, contentType, expected.kind);
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw unrecognized(
			expected.kind,
			`couldn't get version/kind; json parse error: json: cannot unmarshal ${goTypeOf(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
			body,
		);
	const object = value as KubeObject;
	demandKind(object, expected);
	demandMetadata(object);
	return object;
}

/** Gives an object without metadata an empty one. Throws 400 for metadata that is none. */
export function demandMetadata(object: KubeObject): void {
	const metadata: unknown = object.metadata ?? {};
	if (typeof metadata !== "object" || Array.isArray(metadata))
		throw badRequest(
			`${object.kind} in version ${JSON.stringify(versionOf(object.apiVersion))} cannot be handled as a ${object.kind}: json: cannot unmarshal ${goTypeOf(metadata)} into Go struct field ${object.kind}.metadata of type v1.ObjectMeta`,
		);
	object.metadata = metadata as KubeObject["metadata"];
	const { ownerReferences } = object.metadata;
	// A null among structs is an empty struct to Go.
	if (Array.isArray(ownerReferences))
		object.metadata.ownerReferences = ownerReferences.map(
			(each) => each ?? ({} as OwnerReference),
		);
}

/** The same, for what an object of a resource must be. */
export function expectedOf(type: ResourceType): {
	kind: string;
	apiVersion: string;
} {
	return { kind: type.kind, apiVersion: apiVersionOf(type) };
}

function parseBody(
	body: Buffer,
	contentType: string | undefined,
	kind: string,
): unknown {
	if (contentType?.startsWith(protobufContentType))
		return parseProtobuf(body, kind);
	const text = body.toString("utf8");
	return contentType?.startsWith("application/yaml")
		? parseYaml(text)
		: parseJson(text, body, kind);
}

function parseProtobuf(body: Buffer, kind: string): unknown {
	try {
		return decodeProtobuf(body);
	} catch (error) {
		throw unrecognized(kind, (error as Error).message, body);
	}
}

function parseJson(text: string, body: Buffer, kind: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw unrecognized(
			kind,
			`couldn't get version/kind; json parse error: ${goJsonError(text)}`,
			body,
		);
	}
}

function parseYaml(text: string): unknown {
	try {
		return parse(text, { maxAliasCount: 100 });
	} catch (error) {
		throw badRequest(
			`error converting YAML to JSON: ${(error as Error).message}`,
		);
	}
}

function unrecognized(kind: string, why: string, body: Buffer) {
	return badRequest(
		`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(body)})`,
	);
}

/** The beginning of a body as the real server quotes it. */
function summary(body: Buffer): string {
	if (body.length === 0) return "<empty>";
	const isObject = body[0] === 0x7b;
	const start = body.subarray(0, 30);
	const shown = isObject ? start.toString("utf8") : start.toString("hex");
	return body.length > 30 ? `${shown} ...` : shown;
}

function demandKind(
	object: KubeObject,
	expected: { kind: string; apiVersion: string },
): void {
	object.apiVersion ??= expected.apiVersion;
	object.kind ??= expected.kind;
	if (object.kind !== expected.kind)
		throw badRequest(
			`${object.kind} in version ${JSON.stringify(versionOf(object.apiVersion))} cannot be handled as a ${expected.kind}: no kind ${JSON.stringify(object.kind)} is registered for this resource`,
		);
	if (object.apiVersion !== expected.apiVersion)
		throw badRequest(
			`the API version in the data (${object.apiVersion}) does not match the expected API version (${expected.apiVersion})`,
		);
}

function versionOf(apiVersion: string): string {
	return apiVersion.split("/").at(-1) ?? apiVersion;
}

function goTypeOf(value: unknown): string {
	if (Array.isArray(value)) return "array";
	return value === null
		? "null"
		: typeof value === "boolean"
			? "bool"
			: typeof value;
}
