import type { PluginKind } from "@quarterdeck/plugin-sdk/host";
import { parse } from "yaml";
import { z } from "zod";
import { compareVersions } from "./compare-versions.ts";
import { StoreProblem } from "./store-problem.ts";

/** Bytes of an index file at most, and entries in it. */
export const maxIndexBytes = 4_194_304;
const maxEntries = 5000;

const text = z.string().max(65_536);
const file = z.object({
	url: text.default(""),
	/** SHA-256 in hexadecimal digits; of the archive, when the address is that of one. */
	checksum: text.default(""),
});
const schemaReference = z.object({
	value: z.string().max(1_048_576).default(""),
	refURL: text.default(""),
});

const entrySchema = z.object({
	name: text.default(""),
	type: text.default(""),
	description: text.default(""),
	documentationUrl: text.default(""),
	version: text.default(""),
	urls: z
		.array(
			file.extend({
				platform: z.object({ os: text, architecture: text }),
				dependencies: z.record(text, file).default({}),
			}),
		)
		.max(100)
		.default([]),
	jsonSchema: schemaReference.optional(),
	externalRequest: z
		.object({
			payload: z.object({ jsonSchema: schemaReference.optional() }).optional(),
		})
		.optional(),
	recommended: z.boolean().default(false),
});

/** An index file of Botkube (docs/architecture/botkube-compatibility.md#plugin-repositories). Keys that we do not know are left alone. */
const indexSchema = z.object({
	/** Ours: a number that only grows, by which an older index is told from a newer one. */
	serial: z.number().int().min(0).optional(),
	entries: z.array(entrySchema).max(maxEntries),
});

export type PluginIndex = z.output<typeof indexSchema>;
export type IndexEntry = PluginIndex["entries"][number];

/** @throws StoreProblem with everything that is wrong with it. */
export function parseIndex(bytes: Uint8Array): PluginIndex {
	if (bytes.length > maxIndexBytes)
		throw new StoreProblem(
			`the index is larger than ${maxIndexBytes / 1_048_576} MiB`,
		);
	const read = indexSchema.safeParse(dataOf(bytes));
	if (!read.success)
		throw new StoreProblem(
			`the index is not valid: ${read.error.issues
				.slice(0, 10)
				.map(({ path, message }) => `${placeOf(path)}: ${message}`)
				.join("; ")}`,
		);
	const problem = whyInvalid(read.data);
	if (problem !== undefined) throw new StoreProblem(problem);
	return read.data;
}

/** Botkube writes `entries: null` for none. */
function dataOf(bytes: Uint8Array): unknown {
	try {
		const data = parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
		return data?.entries === null ? { ...data, entries: [] } : data;
	} catch (error) {
		const [said] = String(error instanceof Error ? error.message : error).split(
			"\n",
		);
		throw new StoreProblem(`the index is not YAML: ${said?.slice(0, 200)}`, {
			cause: error,
		});
	}
}

function placeOf(path: readonly PropertyKey[]): string {
	const [list, at, ...rest] = path.map(String);
	return at === undefined
		? (list ?? "the file")
		: [`${list}[${at}]`, ...rest].join(".");
}

const kinds: readonly PluginKind[] = ["source", "executor"];
/** A name and a version become the name of a file. */
const plainName = /^[A-Za-z0-9][\w.-]{0,127}$/;
const plainVersion = /^v?\d[\w.+-]{0,63}$/;

/** Every problem of an index in the words of Botkube, or undefined when there is none. */
export function whyInvalid(index: PluginIndex): string | undefined {
	const places = new Map<string, number>();
	const said = index.entries.flatMap((entry, at) => {
		const { type, name, version } = entry;
		const key = JSON.stringify([type, name, version]);
		const before = type && name && version ? places.get(key) : undefined;
		places.set(key, at);
		const issues = [
			...issuesOf(entry),
			...(before === undefined
				? []
				: [
						`conflicts with the ${ordinal(before)} entry as both have the same type, name, and version`,
					]),
		];
		return issues.length === 0
			? []
			: [`entries[${at}]: ${list(issues).replaceAll("\n", "\n\t")}`];
	});
	return said.length === 0 ? undefined : list(said);
}

function issuesOf(entry: IndexEntry): string[] {
	const { name, type, urls, version } = entry;
	const missing = Object.entries({ version, name, type, urls })
		.filter(([, value]) => value.length === 0)
		.map(([field]) => `field ${field} cannot be empty`);
	const empty = urls.flatMap(({ dependencies, platform }) =>
		Object.entries(dependencies)
			.filter(([, { url }]) => url === "")
			.map(
				([dependency]) =>
					`dependency URL for key "${dependency}" and platform "${platform.os}/${platform.architecture}" cannot be empty`,
			),
	);
	const isKnown = type === "" || kinds.some((kind) => kind === type);
	return [
		...missing,
		...empty,
		...(isKnown
			? []
			: [`field type is not valid, allowed values are [${kinds.join(" ")}]`]),
		...strangeNames(entry),
		...strangeChecksums(entry),
	];
}

function strangeNames({ name, urls, version }: IndexEntry): string[] {
	const dependencies = urls.flatMap((one) => Object.keys(one.dependencies));
	return [
		...[name, ...new Set(dependencies)]
			.filter((one) => one !== "" && !plainName.test(one))
			.map((one) => `"${one.slice(0, 128)}" is not a valid name`),
		...(version === "" || plainVersion.test(version)
			? []
			: [`"${version.slice(0, 128)}" is not a valid version`]),
	];
}

function strangeChecksums({ urls }: IndexEntry): string[] {
	return urls
		.flatMap((one) => [one, ...Object.values(one.dependencies)])
		.filter(({ checksum }) => !/^([0-9a-f]{64})?$/i.test(checksum))
		.map(
			({ checksum }) =>
				`checksum "${checksum.slice(0, 80)}" is not SHA-256 in hexadecimal digits`,
		);
}

function list(problems: readonly string[]): string {
	const count =
		problems.length === 1
			? "1 error occurred"
			: `${problems.length} errors occurred`;
	return `${count}:\n${problems.map((one) => `\t* ${one}`).join("\n")}`;
}

function ordinal(count: number): string {
	const teens = count % 100 >= 11 && count % 100 <= 13;
	return `${count}${(teens ? undefined : ["th", "st", "nd", "rd"][count % 10]) ?? "th"}`;
}

/** The entry of a plugin: the version that is named and no other, or the newest. */
export function findEntry(
	index: PluginIndex,
	wanted: {
		readonly kind: PluginKind;
		readonly name: string;
		readonly version: string | undefined;
	},
): IndexEntry | undefined {
	return versionsOf(index, wanted).find(
		({ version }) => wanted.version === undefined || version === wanted.version,
	);
}

/** All that an index has of a plugin, newest first. */
export function versionsOf(
	index: PluginIndex,
	{ kind, name }: { readonly kind: PluginKind; readonly name: string },
): IndexEntry[] {
	return index.entries
		.filter((entry) => entry.type === kind && entry.name === name)
		.sort((a, b) => compareVersions(b.version, a.version));
}
