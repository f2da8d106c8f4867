import { resolve } from "node:path";
import {
	CliFailure,
	type ListOutput,
	printList,
	printThing,
	type ThingOutput,
} from "@quarterdeck/cli";
import type { MachineContext } from "../machine-context.ts";
import { pluginFolderOf, runPluginProgram } from "./run-plugin-program.ts";

interface FolderOptions {
	readonly pluginDir?: string;
}

interface StoredPlugin {
	readonly repository: string;
	readonly type: string;
	readonly name: string;
	readonly version: string;
	readonly file: string;
	readonly bytes: number;
	readonly dependencies: readonly string[];
	readonly isFetched: boolean;
}

const storedColumns = [
	{
		heading: "PLUGIN",
		cell: ({ repository, name }: StoredPlugin) => `${repository}/${name}`,
	},
	{ heading: "TYPE", cell: ({ type }: StoredPlugin) => type },
	{ heading: "VERSION", cell: ({ version }: StoredPlugin) => version },
	{
		heading: "SIZE",
		cell: ({ bytes }: StoredPlugin) => `${(bytes / 1_048_576).toFixed(1)} MiB`,
	},
	{
		heading: "DEPENDENCIES",
		cell: ({ dependencies }: StoredPlugin) => dependencies.join(", "),
	},
	{
		heading: "FROM",
		cell: ({ isFetched }: StoredPlugin) =>
			isFetched ? "repository" : "put there by hand",
	},
	{
		heading: "FILE",
		cell: ({ file }: StoredPlugin) => file,
		wide: true,
	},
];

/** `qd plugins list` */
export async function listPlugins(
	options: FolderOptions & { readonly output: ListOutput },
	machine: MachineContext,
): Promise<void> {
	const dir = pluginFolderOf(options, machine);
	const rows = await runPluginProgram({ verb: "list", dir }, machine);
	await printList(
		rows as StoredPlugin[],
		{ columns: storedColumns, empty: `There are no plugins in ${dir}.` },
		{ output: options.output, terminal: machine.terminal },
	);
}

interface Information {
	readonly type: string;
	readonly version: string;
	readonly description: string;
	readonly platforms: readonly string[];
	readonly dependencies: readonly string[];
	readonly isStored: boolean;
}

/** `qd plugins info` */
export async function showPlugin(
	key: string,
	options: FolderOptions & { readonly output: ListOutput },
	machine: MachineContext,
): Promise<void> {
	const dir = pluginFolderOf(options, machine);
	const rows = await runPluginProgram({ verb: "info", dir, key }, machine);
	await printList(
		rows as Information[],
		{
			columns: [
				{ heading: "VERSION", cell: ({ version }) => version },
				{ heading: "TYPE", cell: ({ type }) => type },
				{ heading: "HERE", cell: ({ isStored }) => (isStored ? "yes" : "no") },
				{ heading: "PLATFORMS", cell: ({ platforms }) => platforms.join(", ") },
				{
					heading: "DEPENDENCIES",
					cell: ({ dependencies }) => dependencies.join(", "),
				},
				{ heading: "DESCRIPTION", cell: ({ description }) => description },
			],
			empty: "There are no versions.",
		},
		{ output: options.output, terminal: machine.terminal },
	);
}

interface VerifiedFile {
	readonly file: string;
	readonly state: string;
	readonly problem?: string;
}

/** `qd plugins verify` @throws CliFailure when a file was changed, or would not be run. */
export async function verifyPlugins(
	options: FolderOptions & { readonly output: ListOutput },
	machine: MachineContext,
): Promise<void> {
	const dir = pluginFolderOf(options, machine);
	const rows = (await runPluginProgram(
		{ verb: "verify", dir },
		machine,
	)) as VerifiedFile[];
	await printList(
		rows,
		{
			columns: [
				{ heading: "STATE", cell: ({ state }) => state },
				{ heading: "FILE", cell: ({ file }) => file },
				{ heading: "PROBLEM", cell: ({ problem }) => problem ?? "" },
			],
			empty: `There are no plugins in ${dir}.`,
		},
		{ output: options.output, terminal: machine.terminal },
	);
	const bad = rows.filter(
		({ state, problem }) => state === "changed" || problem !== undefined,
	);
	if (bad.length > 0)
		throw new CliFailure(
			`${bad.length} of ${rows.length} files must not be run.`,
		);
}

/** `qd plugins prune` */
export async function prunePlugins(
	options: FolderOptions & {
		readonly keep: number;
		readonly dryRun?: boolean;
		readonly output: ListOutput;
	},
	machine: MachineContext,
): Promise<void> {
	const { keep, dryRun: isTrial = false } = options;
	const dir = pluginFolderOf(options, machine);
	const rows = await runPluginProgram(
		{ verb: "prune", dir, keep, isTrial },
		machine,
	);
	await printList(
		rows as StoredPlugin[],
		{ columns: storedColumns, empty: "There was nothing to remove." },
		{ output: options.output, terminal: machine.terminal },
	);
}

interface MirrorOptions {
	readonly repository: readonly string[];
	readonly to: string;
	readonly platform: readonly string[];
	readonly headerFile?: string;
	readonly publicKey?: string;
	readonly allowUnverified?: boolean;
	readonly output: ListOutput;
}

interface MirroredPlugin {
	readonly repository: string;
	readonly type: string;
	readonly name: string;
	readonly version: string;
	readonly platforms: number;
}

/** `qd plugins mirror` */
export async function mirrorPlugins(
	keys: readonly string[],
	options: MirrorOptions,
	machine: MachineContext,
): Promise<void> {
	const { headerFile, publicKey, allowUnverified = false } = options;
	const to = resolve(options.to);
	const rows = await runPluginProgram(
		{
			verb: "mirror",
			to,
			keys,
			platforms: options.platform,
			repositories: options.repository,
			allowUnverified,
			...(headerFile === undefined ? {} : { headerFile: resolve(headerFile) }),
			...(publicKey === undefined ? {} : { publicKey }),
		},
		machine,
	);
	await printList(
		rows as MirroredPlugin[],
		{
			columns: [
				{
					heading: "PLUGIN",
					cell: ({ repository, name }) => `${repository}/${name}`,
				},
				{ heading: "TYPE", cell: ({ type }) => type },
				{ heading: "VERSION", cell: ({ version }) => version },
				{ heading: "PLATFORMS", cell: ({ platforms }) => String(platforms) },
				{
					heading: "INDEX",
					cell: ({ repository }) => `file://${to}/${repository}.yaml`,
				},
			],
			empty: "There was nothing to mirror.",
		},
		{ output: options.output, terminal: machine.terminal },
	);
}

interface Signed {
	readonly signature: string;
	readonly publicKey: string;
}

/** `qd plugins index sign` */
export async function signIndex(
	index: string,
	options: {
		readonly key: string;
		readonly newKey?: boolean;
		readonly output: ThingOutput;
	},
	machine: MachineContext,
): Promise<void> {
	const signed = (await runPluginProgram(
		{
			verb: "sign",
			index: resolve(index),
			keyFile: resolve(options.key),
			isNew: options.newKey ?? false,
		},
		machine,
	)) as Signed;
	const { output } = options;
	const { terminal } = machine;
	if (output !== "text") return await printThing(signed, { output, terminal });
	terminal.out(
		`${signed.signature} was written. Agents check it with:\n  publicKey: ${signed.publicKey}\n`,
	);
}
