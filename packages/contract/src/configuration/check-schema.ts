import { z } from "zod";
import { nearestName } from "../nearest-name.ts";
import {
	type ConfigurationFile,
	configurationSchema,
} from "./configuration.schema.ts";
import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument, Path } from "./document.ts";
import { explainKey } from "./explain-key.ts";

/** The file by its schema, and what is wrong with it key by key: unknown ones with the nearest known one. */
export function checkSchema(document: ConfigurationDocument): {
	readonly file: ConfigurationFile | undefined;
	readonly problems: readonly ConfigurationProblem[];
} {
	const result = configurationSchema.safeParse(
		withoutNulls(document.data ?? {}),
	);
	if (result.success) return { file: result.data, problems: [] };
	const problems = result.error.issues.flatMap((issue) =>
		problemsOf(document, issue),
	);
	return { file: undefined, problems };
}

function problemsOf(
	document: ConfigurationDocument,
	issue: z.core.$ZodIssue,
): ConfigurationProblem[] {
	const path = issue.path as Path;
	if (issue.code === "unrecognized_keys") {
		const known = knownKeys(path);
		return issue.keys.map((key) => {
			const explained = explainKey(path, key);
			return explained
				? document.problem([...path, key], explained)
				: document.problem([...path, key], `unknown key "${key}"`, {
						suggestion: nearestName(key, known),
					});
		});
	}
	const missing = valueAt(document.data, path) === undefined;
	const message = missing ? "this key is required" : plainMessage(issue);
	return [document.problem(path, message, { at: missing ? "key" : "value" })];
}

/** What an issue of a schema says to people. */
export function plainMessage(issue: z.core.$ZodIssue): string {
	if (issue.code === "invalid_type")
		return issue.expected === "object" || issue.expected === "record"
			? "expected a map of keys"
			: issue.expected === "array"
				? "expected a list"
				: issue.message;
	if (issue.code === "invalid_value")
		return `expected one of ${issue.values.map((value) => String(value) || '""').join(", ")}`;
	return issue.message;
}

function valueAt(data: unknown, path: Path): unknown {
	return path.reduce<unknown>(
		(value, part) =>
			typeof value === "object" && value !== null
				? (value as Record<string, unknown>)[part]
				: undefined,
		data,
	);
}

/** The keys that may stand at a path. */
export function knownKeys(
	path: Path,
	within: z.ZodType = configurationSchema,
): readonly string[] {
	let schema: unknown = within;
	for (const part of path) schema = below(unwrap(schema), part);
	const inner = unwrap(schema);
	return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function below(schema: unknown, part: string | number): unknown {
	if (schema instanceof z.ZodObject) {
		const shape: Record<string, unknown> = schema.shape;
		return Object.hasOwn(shape, part) ? shape[part] : schema.def.catchall;
	}
	if (schema instanceof z.ZodRecord) return schema.valueType;
	if (schema instanceof z.ZodArray) return schema.element;
	return undefined;
}

function unwrap(schema: unknown): unknown {
	return schema instanceof z.ZodOptional ||
		schema instanceof z.ZodDefault ||
		schema instanceof z.ZodPrefault
		? unwrap(schema.unwrap())
		: schema;
}

/** A key without a value is as good as not written, except inside a plugin's own `config`, which is handed on as it is. */
function withoutNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutNulls);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, member]) => member !== null)
			.map(([key, member]) => [
				key,
				key === "config" ? member : withoutNulls(member),
			]),
	);
}
