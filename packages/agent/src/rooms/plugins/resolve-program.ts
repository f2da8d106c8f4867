import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type PluginKey, parsePluginKey } from "@quarterdeck/contract";
import type { PluginKind } from "@quarterdeck/plugin-sdk/host";
import {
	compareVersions,
	StoreProblem,
	whyChangeable,
} from "../plugin-store/index.ts";
import { givenPrograms, type OwnPrograms, ownPlugin } from "./own-plugins.ts";
import type {
	Found,
	Program,
	ProgramRepositories,
	ResolveProgram,
} from "./program.ts";

/** The folder with `plugins/`, and how the programs in it are run: sources need its `packages/` and `node_modules/`, too. */
export interface Installation {
	readonly folder: string;
	readonly form: "bundle" | "sources";
}

export interface ProgramSources extends OwnPrograms {
	/** The agent's own Node, which runs plugins written in TypeScript or JavaScript. */
	readonly node: string;
	/** Where our own plugins are; undefined when there are none. */
	readonly installation: Installation | undefined;
	/** Folder of other plugins, with the layout of Botkube's cache: `<repository>/<kind>_<version>_<name>`. */
	readonly pluginDir: string | undefined;
	/** Where the configuration says that plugins come from; what it does not name is looked for in the folder. */
	readonly repositories?: ProgramRepositories;
}

/**
 * Finds programs for plugin keys (docs/architecture/botkube-compatibility.md#plugin-keys-and-files): our own plugins under any version of their keys, others in the
 * plugin folder, the newest when the key names no version.
 */
export function createResolveProgram(sources: ProgramSources): ResolveProgram {
	return (text, waiting, kind = "executor") => {
		const key = parsePluginKey(text);
		if ("problem" in key) return key;
		const own = ownPlugin(key, kind);
		if (own !== undefined) return bundled(own, sources);
		if (sources.repositories?.knows(key.repository))
			return fromRepository(key, kind, waiting, sources);
		return fromFolder(key, kind, sources);
	};
}

async function fromRepository(
	key: PluginKey,
	kind: PluginKind,
	waiting: Parameters<ResolveProgram>[1],
	sources: ProgramSources,
): Promise<Found> {
	try {
		const file = await sources.repositories?.provide(key, kind, waiting);
		return file === undefined
			? fromFolder(key, kind, sources)
			: unlessChangeable(file, sources);
	} catch (error) {
		if (error instanceof StoreProblem) return { problem: error.message };
		throw error;
	}
}

function unlessChangeable(file: string, sources: ProgramSources): Found {
	const problem = whyChangeable(file);
	return problem === undefined
		? programOf(file, sources)
		: { problem: `the plugin is not run: ${problem}` };
}

function bundled(name: string, sources: ProgramSources): Found {
	const { installation } = sources;
	const missing = {
		problem: `the plugin ${name} is not part of this installation`,
	};
	if (!installation) return missing;
	const { folder, form } = installation;
	const script = form === "bundle" ? "dist/main.js" : "src/main.ts";
	const main = join(folder, "plugins", name, script);
	if (!existsSync(main)) return missing;
	const given = givenPrograms(name, sources);
	if ("problem" in given) return given;
	return {
		file: sources.node,
		args: [...lean, "--max-old-space-size=64", main],
		env: { ...leanEnv, ...given.env },
		reads: [
			sources.node,
			...(form === "bundle" ? [dirname(main)] : sourceReads(folder)),
			...given.reads,
		],
	};
}

/** The folders that plugins in source form import from; their neighbours (state, caches) stay hidden. */
function sourceReads(folder: string): string[] {
	return ["node_modules", "packages", "plugins", "package.json"].map((name) =>
		join(folder, name),
	);
}

/** A repository is a folder directly below the plugin folder. */
const plainName = /^[A-Za-z0-9][\w.-]{0,127}$/;

function fromFolder(
	key: PluginKey,
	kind: PluginKind,
	sources: ProgramSources,
): Found {
	const { pluginDir } = sources;
	if (!plainName.test(key.repository))
		return { problem: `"${key.repository}" is not a valid repository name` };
	const notFound = `not found ${kind} plugin called "${key.name}" in "${key.repository}" repository`;
	if (!pluginDir)
		return {
			problem: `${notFound}: this agent has no plugin folder. Name one with --plugin-dir or QD_PLUGIN_DIR`,
		};
	const folder = join(pluginDir, key.repository);
	const file = newestFile(folder, key, kind);
	if (file === undefined)
		return { problem: `${notFound}: ${whatIsThere(folder, key, kind)}` };
	return unlessChangeable(file, sources);
}

/** Where was looked, for what, and what to do. */
function whatIsThere(folder: string, key: PluginKey, kind: PluginKind): string {
	const wanted = `${kind}_${key.version ?? "VERSION"}_${key.name}`;
	const others = versionsIn(folder, key.name, kind).map(
		({ version }) => version,
	);
	const there =
		others.length > 0
			? `, which has ${others.slice(0, 5).join(", ")} of it. Use one of these versions, or put`
			: existsSync(folder)
				? ". Put"
				: ", which does not exist. Make it and put";
	return `there is no file ${wanted} in ${folder}${there} the program there`;
}

/**
 * A small young generation and no helper threads make a plugin a third smaller, and what it starts begins sooner: a fork costs by the
 * memory of its parent. With the collector at hand, the plugin gives its garbage back at rest.
 */
const lean = ["--max-semi-space-size=1", "--v8-pool-size=0", "--expose-gc"];
/** glibc gives memory back that a plugin needed only for a moment. */
const leanEnv = {
	MALLOC_ARENA_MAX: "1",
	MALLOC_MMAP_THRESHOLD_: "32768",
	MALLOC_TRIM_THRESHOLD_: "65536",
};

function programOf(file: string, sources: ProgramSources): Program {
	const dependencies = `${file}_deps`;
	const isScript = /\.(ts|mts|js|mjs)$/.test(file);
	return {
		file: isScript ? sources.node : file,
		args: isScript ? [...lean, file] : [],
		env: {
			...(isScript ? leanEnv : {}),
			PLUGIN_DEPENDENCY_DIR: dependencies,
		},
		reads: [
			dirname(file),
			...(isScript ? [sources.node] : []),
			...(isScript && sources.installation
				? sourceReads(sources.installation.folder)
				: []),
			...(sources.kubectl ? [sources.kubectl] : []),
		],
	};
}

function newestFile(
	folder: string,
	key: PluginKey,
	kind: PluginKind,
): string | undefined {
	return versionsIn(folder, key.name, kind)
		.filter(
			({ version }) => key.version === undefined || key.version === version,
		)
		.map(({ file }) => join(folder, file))
		.find((file) => statSync(file).isFile());
}

/** What a folder has of a plugin, newest first. */
function versionsIn(
	folder: string,
	name: string,
	kind: PluginKind,
): { readonly file: string; readonly version: string }[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.flatMap((file) => {
			const version = versionOf(file, name, kind);
			return version === undefined ? [] : [{ file, version }];
		})
		.sort((a, b) => compareVersions(b.version, a.version));
}

/** The version in `<kind>_<version>_<name>`, or undefined for a file that is not this plugin. */
function versionOf(
	file: string,
	name: string,
	kind: PluginKind,
): string | undefined {
	const plain = file.replace(/\.(ts|mts|js|mjs)$/, "");
	const match = /^(executor|source)_(v?\d[\w.+-]*?)_(.+)$/.exec(plain);
	return match?.[1] === kind && match[3] === name ? match[2] : undefined;
}
