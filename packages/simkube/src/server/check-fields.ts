import type { KubeObject } from "../kube-object.ts";
import { schemaOf } from "../resources/kind-rules.ts";
import { badRequest } from "../resources/refusals.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import {
	decodingProblem,
	dropUnknownFields,
	duplicateFields,
	invalidError,
	pruneBySchema,
	unknownFields,
} from "../validation/index.ts";
import { type Exchange, parameter } from "./exchange.ts";

const directives = new Set(["", "Strict", "Warn", "Ignore"]);

/**
 * Reads the object of a body as its kind: throws 400 for what cannot be read, and for unknown or repeated
 * fields as `fieldValidation` asks; the unknown ones are dropped in place.
 */
export function checkFields(
	exchange: Exchange,
	type: ResourceType,
	object: KubeObject,
	body?: Buffer,
): void {
	const refuse = (why: string): Error =>
		badRequest(
			`${type.kind} in version ${JSON.stringify(type.version)} cannot be handled as a ${type.kind}: ${why}`,
		);
	const problem = readingProblem(type, object);
	if (problem !== undefined) throw refuse(problem);
	const strict = strictProblems(type, object, body);
	applyDirective(exchange, strict, refuse);
}

/** The same for the outcome of a patch; its refusal quotes `shown`. */
export function checkPatchedFields(
	exchange: Exchange,
	type: ResourceType,
	object: KubeObject,
	shown: () => string,
): void {
	const refuse = (why: string): Error =>
		invalidError({ group: "", kind: "" }, "", [
			{
				reason: "FieldValueInvalid",
				field: "patch",
				message: `Invalid value: ${JSON.stringify(shown())}: ${why}`,
			},
		]);
	const problem = readingProblem(type, object);
	if (problem !== undefined) throw refuse(problem);
	applyDirective(exchange, strictProblems(type, object), refuse);
}

/** Of a custom kind only the metadata is of a known type. */
function readingProblem(
	type: ResourceType,
	object: KubeObject,
): string | undefined {
	if (!type.custom) return decodingProblem(object);
	const { metadata } = object;
	return decodingProblem({ apiVersion: "v1", kind: "ConfigMap", metadata });
}

function strictProblems(
	type: ResourceType,
	object: KubeObject,
	body?: Buffer,
): string[] {
	const isJson = body?.[0] === 0x7b;
	const repeated = isJson ? duplicateFields(body.toString("utf8")) : [];
	if (!type.custom) {
		const unknown = unknownFields(object);
		if (unknown.length > 0) dropUnknownFields(object);
		return [...repeated, ...unknown];
	}
	const schema = schemaOf(type);
	const pruned = schema ? pruneBySchema(schema, object) : [];
	const unknown = pruned.map((path) => `unknown field ${JSON.stringify(path)}`);
	return [...repeated, ...unknown];
}

function applyDirective(
	exchange: Exchange,
	problems: readonly string[],
	refuse: (why: string) => Error,
): void {
	const directive = parameter(exchange, "fieldValidation");
	if (!directives.has(directive))
		throw badRequest(
			`fieldValidation: Unsupported value: ${JSON.stringify(directive)}: supported values: "Ignore", "Strict", "Warn"`,
		);
	if (problems.length === 0 || directive === "Ignore") return;
	if (directive === "Strict")
		throw refuse(`strict decoding error: ${problems.join(", ")}`);
	exchange.warnings.push(...problems);
}
