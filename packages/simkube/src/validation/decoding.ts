import {
	builtInKind,
	type FieldType,
	fieldsOfType,
} from "../built-in-types/built-in-types.ts";
import type { KubeObject } from "../kube-object.ts";
import { quantityRefusal, quantityValue } from "./quantity.ts";

interface Findings {
	readonly unknown: string[];
	/** The first value of a wrong type, in the words of Go's JSON reader. */
	problem?: string | undefined;
}

interface Place {
	/** With indexes, as unknown fields are named: `spec.containers[0].image`. */
	readonly path: string;
	/** Without them, behind the innermost struct, as Go names fields: `Container.spec.containers.image`. */
	readonly goPath: string;
	readonly struct: string;
}

/** The fields of a built-in object that its kind does not have: `unknown field "spec.replicaz"`. Custom kinds have none. */
export function unknownFields(object: KubeObject): string[] {
	return examine(object).unknown.map(
		(path) => `unknown field ${JSON.stringify(path)}`,
	);
}

/**
 * Why a real server could not read a built-in object at all, or undefined when it could:
 * `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`.
 */
export function decodingProblem(object: KubeObject): string | undefined {
	return examine(object).problem;
}

/** Takes away, in place, the fields a built-in kind does not have. */
export function dropUnknownFields(object: KubeObject): void {
	examine(object, true);
}

function examine(object: KubeObject, drops = false): Findings {
	const findings: Findings = { unknown: [] };
	const known = builtInKind(object.apiVersion, object.kind);
	if (known !== undefined)
		visitFields(object, known.type, { path: "", goPath: "" }, findings, drops);
	return findings;
}

function visitFields(
	value: object,
	typeName: string,
	at: { path: string; goPath: string },
	findings: Findings,
	drops: boolean,
): void {
	const fields = fieldsOfType(typeName);
	const struct = typeName.split(".").at(-1) ?? "";
	for (const [name, below] of Object.entries(value)) {
		const path = at.path === "" ? name : `${at.path}.${name}`;
		const goPath = at.goPath === "" ? name : `${at.goPath}.${name}`;
		const field = fields.get(name);
		if (field !== undefined)
			visit(below, field.type, { path, goPath, struct }, findings, drops);
		else {
			findings.unknown.push(path);
			if (drops) delete (value as Record<string, unknown>)[name];
		}
	}
}

function visit(
	value: unknown,
	type: FieldType,
	at: Place,
	findings: Findings,
	drops: boolean,
): void {
	if (value === null || value === undefined) return;
	switch (type.kind) {
		case "anything":
			return;
		case "scalar":
			findings.problem ??= scalarProblem(value, type, at);
			return;
		case "reference":
			if (isObject(value)) visitFields(value, type.name, at, findings, drops);
			else findings.problem ??= mismatch(value, type, at);
			return;
		case "list":
			if (!Array.isArray(value)) findings.problem ??= mismatch(value, type, at);
			else
				for (const [index, item] of value.entries())
					visit(
						item,
						type.of,
						{ ...at, path: `${at.path}[${index}]` },
						findings,
						drops,
					);
			return;
		case "map":
			if (!isObject(value)) findings.problem ??= mismatch(value, type, at);
			else
				for (const [key, item] of Object.entries(value))
					visit(
						item,
						type.of,
						{ ...at, path: `${at.path}.${key}` },
						findings,
						drops,
					);
	}
}

function isObject(value: unknown): value is object {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function scalarProblem(
	value: unknown,
	type: FieldType & { kind: "scalar" },
	at: Place,
): string | undefined {
	const isText = typeof value === "string";
	const isNumber = typeof value === "number";
	switch (type.type) {
		case "string":
			if (!isText) return mismatch(value, type, at);
			return type.format === "byte"
				? base64Problem(value)
				: timeProblem(value, type);
		case "boolean":
			return typeof value === "boolean" ? undefined : mismatch(value, type, at);
		case "number":
			return isNumber ? undefined : mismatch(value, type, at);
		case "integer":
			return isNumber && Number.isInteger(value)
				? undefined
				: mismatch(value, type, at);
		case "quantity":
			return (isText || isNumber) && quantityValue(value) !== undefined
				? undefined
				: quantityRefusal;
		case "int-or-string":
			return isText || isNumber ? undefined : mismatch(value, type, at);
	}
}

/** Go reads base64 strictly: alphabet, length and padding. The place is that of the first odd byte. */
function base64Problem(text: string): string | undefined {
	const odd = /[^A-Za-z0-9+/=\r\n]/.exec(text)?.index;
	const plain = text.replaceAll(/[\r\n]/g, "");
	if (odd === undefined && /^(?:[^=]{4})*(?:[^=]{2}==|[^=]{3}=)?$/.test(plain))
		return undefined;
	const padding = text.indexOf("=");
	const end = padding < 0 ? text.length - (plain.length % 4) : padding;
	return `illegal base64 data at input byte ${odd ?? Math.max(0, end)}`;
}

function timeProblem(
	text: string,
	type: FieldType & { kind: "scalar" },
): string | undefined {
	if (type.format !== "date-time" && type.format !== "micro-time") return;
	const isTime =
		text === "" ||
		/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
	if (isTime) return undefined;
	const layout =
		type.format === "date-time"
			? "2006-01-02T15:04:05Z07:00"
			: "2006-01-02T15:04:05.000000Z07:00";
	return `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(text)} as "2006"`;
}

function mismatch(value: unknown, type: FieldType, at: Place): string {
	const found = Array.isArray(value)
		? "array"
		: typeof value === "boolean"
			? "bool"
			: typeof value === "number" && isInteger(type)
				? `number ${value}`
				: typeof value;
	return `json: cannot unmarshal ${found} into Go struct field ${at.struct}.${at.goPath} of type ${goType(type)}`;
}

const isInteger = (type: FieldType): boolean =>
	type.kind === "scalar" && type.type === "integer";

function goType(type: FieldType): string {
	switch (type.kind) {
		case "anything":
			return "interface {}";
		case "reference": {
			const [, version = "v1", name = ""] = type.name.split(".");
			return `${version}.${name}`;
		}
		case "list":
			return `[]${goType(type.of)}`;
		case "map":
			return `map[string]${goType(type.of)}`;
		case "scalar":
			return goScalar(type.type, type.format);
	}
}

function goScalar(type: string, format: string | undefined): string {
	if (type === "integer") return format ?? "int32";
	if (type === "number") return "float64";
	if (type === "boolean") return "bool";
	if (type === "int-or-string") return "intstr.IntOrString";
	if (type === "quantity") return "resource.Quantity";
	if (format === "byte") return "[]uint8";
	return format === undefined ? "string" : "v1.Time";
}
