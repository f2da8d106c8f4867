import type { StatusCause } from "../status-error.ts";
import { goValue } from "./go-syntax.ts";
import { canonical } from "./pod-problems.ts";
import {
	invalid,
	required,
	tooLong,
	tooMany,
	unsupported,
	wrongType,
} from "./problems.ts";
import { isRecord, nodeOf, type SchemaNode } from "./schema-node.ts";

/**
 * Every way in which `value` breaks the schema of a custom kind, in the words of a real server. Rules written
 * in CEL (`x-kubernetes-validations`) are not evaluated.
 */
export function validateAgainstSchema(
	schema: SchemaNode,
	value: unknown,
	path = "",
): StatusCause[] {
	if (value === null && schema.nullable === true) return [];
	const typeProblem = problemOfType(schema, value, path);
	if (typeProblem !== undefined) return [typeProblem];
	return [
		...enumProblems(schema, value, path),
		...numberProblems(schema, value, path),
		...textProblems(schema, value, path),
		...listProblems(schema, value, path),
		...objectProblems(schema, value, path),
		...combinationProblems(schema, value, path),
	];
}

const inBody = (path: string): string => `${path === "" ? "" : path} in body`;

function jsonType(value: unknown): string {
	if (value === null || value === undefined) return "null";
	if (Array.isArray(value)) return "array";
	if (typeof value === "number")
		return Number.isInteger(value) ? "integer" : "number";
	return typeof value;
}

function problemOfType(
	schema: SchemaNode,
	value: unknown,
	path: string,
): StatusCause | undefined {
	const found = jsonType(value);
	if (schema["x-kubernetes-int-or-string"] === true)
		return found === "integer" || found === "string"
			? undefined
			: typeRefusal(path, found, "integer,string");
	const { type } = schema;
	if (type === undefined || type === found) return undefined;
	if (type === "number" && found === "integer") return undefined;
	return typeRefusal(path, found, type);
}

function typeRefusal(path: string, found: string, type: string): StatusCause {
	return wrongType(
		path,
		found,
		`${inBody(path)} must be of type ${type}: ${JSON.stringify(found)}`,
	);
}

function enumProblems(
	schema: SchemaNode,
	value: unknown,
	path: string,
): StatusCause[] {
	if (schema.enum === undefined) return [];
	const wanted = canonical(value);
	if (schema.enum.some((one) => canonical(one) === wanted)) return [];
	const supported = schema.enum.map((one) =>
		typeof one === "string" ? one : JSON.stringify(one),
	);
	return [unsupported(path, value, supported)];
}

function numberProblems(
	schema: SchemaNode,
	value: unknown,
	path: string,
): StatusCause[] {
	if (typeof value !== "number") return [];
	const { minimum, maximum, multipleOf } = schema;
	const problems: StatusCause[] = [];
	const refuse = (rule: string) =>
		problems.push(invalid(path, value, `${inBody(path)} should be ${rule}`));
	if (maximum !== undefined) {
		if (schema.exclusiveMaximum === true && value >= maximum)
			refuse(`less than ${maximum}`);
		else if (value > maximum) refuse(`less than or equal to ${maximum}`);
	}
	if (minimum !== undefined) {
		if (schema.exclusiveMinimum === true && value <= minimum)
			refuse(`greater than ${minimum}`);
		else if (value < minimum) refuse(`greater than or equal to ${minimum}`);
	}
	if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
		refuse(`a multiple of ${multipleOf}`);
	return problems;
}

const formats: Record<string, RegExp> = {
	"date-time":
		/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
	date: /^\d{4}-\d\d-\d\d$/,
	uuid: /^[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/,
	email: /^[^@\s]+@[^@\s]+$/,
	ipv4: /^(?:\d{1,3}\.){3}\d{1,3}$/,
	byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
};

function textProblems(
	schema: SchemaNode,
	value: unknown,
	path: string,
): StatusCause[] {
	if (typeof value !== "string") return [];
	const { minLength, maxLength, pattern, format } = schema;
	const length = [...value].length;
	const problems: StatusCause[] = [];
	if (maxLength !== undefined && length > maxLength)
		problems.push(tooLong(path, maxLength));
	if (minLength !== undefined && length < minLength)
		problems.push(
			invalid(
				path,
				value,
				`${inBody(path)} should be at least ${minLength} chars long`,
			),
		);
	if (pattern !== undefined && !patternOf(pattern).test(value))
		problems.push(
			invalid(path, value, `${inBody(path)} should match '${pattern}'`),
		);
	if (format !== undefined && formats[format]?.test(value) === false)
		problems.push(
			invalid(
				path,
				value,
				`${inBody(path)} must be of type ${format}: ${goValue(value)}`,
			),
		);
	return problems;
}

const everything = /(?:)/;

// Go's patterns are nearly ECMAScript's; one that is not is left unjudged rather than refused.
function patternOf(pattern: string): RegExp {
	try {
		return new RegExp(pattern, "u");
	} catch {
		return everything;
	}
}

function listProblems(
	schema: SchemaNode,
	value: unknown,
	path: string,
): StatusCause[] {
	if (!Array.isArray(value)) return [];
	const { minItems, maxItems, items } = schema;
	const problems: StatusCause[] = [];
	if (items !== undefined)
		for (const [index, item] of value.entries())
			problems.push(...validateAgainstSchema(items, item, `${path}[${index}]`));
	if (minItems !== undefined && value.length < minItems)
		problems.push(
			invalid(
				path,
				value.length,
				`${inBody(path)} should have at least ${minItems} items`,
			),
		);
	if (maxItems !== undefined && value.length > maxItems)
		problems.push(tooMany(path, value.length, maxItems));
	const isRepeated =
		schema.uniqueItems === true &&
		new Set(value.map(canonical)).size < value.length;
	if (isRepeated)
		problems.push(
			invalid(path, value, `${inBody(path)} shouldn't contain duplicates`),
		);
	return problems;
}

function objectProblems(
	schema: SchemaNode,
	value: unknown,
	path: string,
): StatusCause[] {
	if (!isRecord(value)) return [];
	const { minProperties, maxProperties } = schema;
	const size = Object.keys(value).length;
	const below = (name: string) => (path === "" ? name : `${path}.${name}`);
	const problems = Object.entries(value).flatMap(([name, part]) => {
		const node = nodeOf(schema, name);
		return node === undefined
			? []
			: validateAgainstSchema(node, part, below(name));
	});
	for (const name of schema.required ?? [])
		if (!Object.hasOwn(value, name)) problems.push(required(below(name)));
	if (minProperties !== undefined && size < minProperties)
		problems.push(
			invalid(
				path,
				size,
				`${inBody(path)} should have at least ${minProperties} properties`,
			),
		);
	if (maxProperties !== undefined && size > maxProperties)
		problems.push(tooMany(path, size, maxProperties));
	return problems;
}

function combinationProblems(
	schema: SchemaNode,
	value: unknown,
	path: string,
): StatusCause[] {
	const holds = (one: SchemaNode) =>
		validateAgainstSchema(one, value, path).length === 0;
	const problems: StatusCause[] = [];
	const refuse = (rule: string) =>
		problems.push(invalid(path, value, `${JSON.stringify(path)} ${rule}`));
	if (schema.allOf?.every(holds) === false) {
		refuse("must validate all the schemas (allOf)");
		for (const one of schema.allOf)
			problems.push(...validateAgainstSchema(one, value, path));
	}
	if (schema.anyOf?.some(holds) === false)
		refuse("must validate at least one schema (anyOf)");
	const matched = schema.oneOf?.filter(holds).length;
	if (matched === 0)
		refuse("must validate one and only one schema (oneOf). Found none valid");
	if (matched !== undefined && matched > 1)
		refuse(
			`must validate one and only one schema (oneOf). Found ${matched} valid alternatives`,
		);
	if (schema.not !== undefined && holds(schema.not))
		refuse("must not validate the schema (not)");
	return problems;
}
