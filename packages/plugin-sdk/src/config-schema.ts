import { mergeConfigs } from "./merge-configs.ts";

/**
 * What the SDK needs of a schema: Standard Schema and Standard JSON Schema, which zod's schemas are. The SDK itself
 * brings no library for schemas.
 */
export interface ConfigSchema<Config> {
	readonly "~standard": {
		readonly validate: (
			value: unknown,
		) => SchemaResult<Config> | Promise<SchemaResult<Config>>;
		readonly jsonSchema: {
			readonly input: (options: {
				readonly target: "draft-07";
			}) => Record<string, unknown>;
		};
	};
}

type SchemaResult<Config> =
	| { readonly value: Config; readonly issues?: undefined }
	| { readonly issues: readonly SchemaIssue[] };

interface SchemaIssue {
	readonly message: string;
	readonly path?:
		| readonly (PropertyKey | { readonly key: PropertyKey })[]
		| undefined;
}

/** A configuration that its schema refuses. The message names the plugin and each offending key, a line each. */
export class ConfigInvalid extends Error {
	constructor(plugin: string, problems: readonly string[]) {
		super(
			[`The configuration of ${plugin} is not valid:`, ...problems].join("\n"),
		);
		this.name = "ConfigInvalid";
	}
}

const maxProblems = 20;

/**
 * The configurations of every binding as one, merged left to right and checked.
 *
 * @throws {ConfigUnreadable} when one is not YAML or no mapping.
 * @throws {ConfigInvalid} when the schema refuses the whole.
 */
export async function readConfig<Config>(
	plugin: string,
	schema: ConfigSchema<Config>,
	configs: readonly string[],
): Promise<Config> {
	const result = await schema["~standard"].validate(mergeConfigs(configs));
	if (!result.issues) return result.value;
	const problems = result.issues.map(problemOf);
	const unsaid = problems.length - maxProblems;
	throw new ConfigInvalid(plugin, [
		...problems.slice(0, maxProblems),
		...(unsaid > 0 ? [`- and ${unsaid} more`] : []),
	]);
}

function problemOf({ path = [], message }: SchemaIssue): string {
	const keys = path.map((part) =>
		String(typeof part === "object" ? part.key : part),
	);
	return keys.length > 0 ? `- ${keys.join(".")}: ${message}` : `- ${message}`;
}

/** The JSON Schema (draft 7) of what a person may write. */
export function jsonSchemaOf(
	title: string,
	schema: ConfigSchema<unknown>,
): object {
	return {
		title,
		...schema["~standard"].jsonSchema.input({ target: "draft-07" }),
	};
}
