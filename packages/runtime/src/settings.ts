import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import type { Environment } from "./environment.ts";

/**
 * Settings of a process: file < environment < flag. The schema is flat or nested objects of options; an option's
 * `.meta({ env: "QD_…" })` names the variable that sets it. All problems are reported at once, then the result is frozen.
 */
export interface SettingsSources {
	readonly file?: string | undefined;
	readonly environment: Environment;
	/** From the command line, as a nested object; undefined values are not set. */
	readonly flags?: Readonly<Record<string, unknown>>;
}

/** Thrown with every problem there is; each names the option and where it was set. */
export class SettingsError extends Error {
	readonly problems: readonly string[];
	constructor(problems: readonly string[]) {
		super(
			`the settings have ${problems.length} problem${problems.length === 1 ? "" : "s"}:\n  ${problems.join("\n  ")}`,
		);
		this.name = "SettingsError";
		this.problems = problems;
	}
}

/** @throws SettingsError when a source cannot be read or an option is wrong or unknown. */
export function readSettings<S extends z.ZodObject>(
	schema: S,
	sources: SettingsSources,
): z.output<S> {
	const fromFile = sources.file ? readFile(sources.file) : {};
	const fromEnvironment = readVariables(schema, sources.environment);
	const merged = merge(merge(fromFile, fromEnvironment), sources.flags ?? {});
	const result = schema.safeParse(merged);
	if (!result.success)
		throw new SettingsError(result.error.issues.map(describeIssue));
	return deepFreeze(result.data);
}

function readFile(file: string): Record<string, unknown> {
	let text: string;
	try {
		text = readBoundedText(file, { pipes: true });
	} catch (error) {
		throw new SettingsError([
			`${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
		]);
	}
	const lineCounter = new LineCounter();
	const document = parseDocument(text, { lineCounter, uniqueKeys: true });
	if (document.errors.length > 0) {
		throw new SettingsError(
			document.errors.map(
				(error) => `${file}:${error.linePos?.[0].line ?? 1} ${error.message}`,
			),
		);
	}
	const value: unknown = document.toJS({ maxAliasCount: 10 }) ?? {};
	if (!isRecord(value))
		throw new SettingsError([
			`${file}: expected options, one a line, as \`name: value\``,
		]);
	return value;
}

function readVariables(
	schema: z.ZodObject,
	environment: Environment,
): Record<string, unknown> {
	const found: Record<string, unknown> = {};
	for (const [name, option] of Object.entries(schema.shape)) {
		const inner = unwrap(option as z.ZodType);
		if (inner instanceof z.ZodObject) {
			const below = readVariables(inner, environment);
			if (Object.keys(below).length > 0) found[name] = below;
			continue;
		}
		const variable = (option as z.ZodType).meta()?.env;
		const value =
			typeof variable === "string" ? environment[variable] : undefined;
		if (value !== undefined) found[name] = fromText(inner, value);
	}
	return found;
}

function unwrap(option: z.ZodType): z.ZodType {
	if (
		option instanceof z.ZodDefault ||
		option instanceof z.ZodOptional ||
		option instanceof z.ZodPrefault
	) {
		return unwrap(option.unwrap() as z.ZodType);
	}
	return option;
}

function fromText(option: z.ZodType, text: string): unknown {
	if (option instanceof z.ZodNumber)
		return text.trim() === "" ? text : Number(text);
	if (option instanceof z.ZodBoolean)
		return text === "true" ? true : text === "false" ? false : text;
	if (option instanceof z.ZodArray)
		return text.split(",").map((item) => item.trim());
	return text;
}

function merge(
	lower: Record<string, unknown>,
	upper: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	const result = { ...lower };
	for (const [name, value] of Object.entries(upper)) {
		if (value === undefined) continue;
		const below = result[name];
		result[name] =
			isRecord(value) && isRecord(below) ? merge(below, value) : value;
	}
	return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describeIssue(issue: z.core.$ZodIssue): string {
	const name = issue.path.join(".");
	return name === "" ? issue.message : `${name}: ${issue.message}`;
}

function deepFreeze<T>(value: T): T {
	if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		for (const inner of Object.values(value)) deepFreeze(inner);
	}
	return value;
}
