import { homedir } from "node:os";
import { z } from "zod";

interface Option {
	readonly name: string;
	readonly variable: string;
	readonly says: string;
	readonly fallback: string;
}

/** The options of a process as a table, from the schema it reads them with. */
export function settingsTable(schema: z.ZodObject): string {
	const rows = optionsOf(schema, "").map(
		({ name, variable, says, fallback }) =>
			`| \`${name}\` | ${variable} | ${fallback} | ${says} |`,
	);
	return `| Option | Variable | Default | Description |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

function optionsOf(schema: z.ZodObject, prefix: string): Option[] {
	return Object.entries(schema.shape).flatMap(([name, option]) => {
		const inner = innermost(option as z.ZodType);
		if (inner instanceof z.ZodObject)
			return optionsOf(inner, `${prefix}${name}.`);
		return [describe(`${prefix}${name}`, option as z.ZodType)];
	});
}

function describe(name: string, option: z.ZodType): Option {
	const { env, description } = metaOf(option);
	return {
		name,
		variable: env === undefined ? "–" : `\`${env}\``,
		says: (description ?? "").replaceAll("|", "\\|"),
		fallback: fallbackOf(option),
	};
}

/** What was said of an option, at whatever depth of wrapping it was said. */
function metaOf(option: z.ZodType): { env?: string; description?: string } {
	const meta = (option.meta() ?? {}) as { env?: string; description?: string };
	const own =
		option.description === undefined
			? meta
			: { ...meta, description: option.description };
	const below = unwrapped(option);
	return below === undefined ? own : { ...metaOf(below), ...own };
}

function fallbackOf(option: z.ZodType): string {
	if (option.safeParse(undefined).success) {
		const value = option.parse(undefined);
		return value === undefined
			? "none"
			: `\`${JSON.stringify(value).replace(homedir(), "~")}\``;
	}
	return "must be set";
}

function innermost(option: z.ZodType): z.ZodType {
	const below = unwrapped(option);
	return below === undefined ? option : innermost(below);
}

function unwrapped(option: z.ZodType): z.ZodType | undefined {
	if (
		option instanceof z.ZodDefault ||
		option instanceof z.ZodOptional ||
		option instanceof z.ZodPrefault
	)
		return option.unwrap() as z.ZodType;
	return option instanceof z.ZodPipe ? (option.in as z.ZodType) : undefined;
}
