import { readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { removeTree } from "@quarterdeck/runtime";
import { compareVersions } from "./compare-versions.ts";
import { indexFileOf } from "./load-index.ts";
import { dependencyFolderOf } from "./plugin-files.ts";
import { parseIndex, versionsOf } from "./plugin-index.ts";
import { StoreProblem } from "./store-problem.ts";
import { digestOf, readRecord, recordFileOf } from "./stored-file.ts";
import { whyChangeable } from "./why-changeable.ts";

/** A plugin in a plugin folder. */
export interface StoredPlugin {
	readonly repository: string;
	readonly type: "executor" | "source";
	readonly name: string;
	readonly version: string;
	readonly file: string;
	/** Of the program and its dependencies. */
	readonly bytes: number;
	readonly dependencies: readonly string[];
	/** False for one that a person put there: nothing says what it should be. */
	readonly isFetched: boolean;
}

const plainName = /^[A-Za-z0-9][\w.-]{0,127}$/;

/** What a plugin folder holds: by repository, kind and name, the newest first. @throws what the disk says. */
export async function listStored(dir: string): Promise<StoredPlugin[]> {
	const found: StoredPlugin[] = [];
	for (const repository of await foldersIn(dir)) {
		const folder = join(dir, repository);
		for (const name of await readdir(folder)) {
			const plugin = await storedIn(folder, name, repository);
			if (plugin) found.push(plugin);
		}
	}
	return found.sort(
		(a, b) =>
			sortKey(a).localeCompare(sortKey(b), "en") ||
			compareVersions(b.version, a.version),
	);
}

function sortKey({ repository, type, name }: StoredPlugin): string {
	return [repository, name, type].join("\0");
}

async function foldersIn(dir: string): Promise<string[]> {
	const entries = await readdir(dir, { withFileTypes: true }).catch(
		(error: NodeJS.ErrnoException) => {
			if (error.code !== "ENOENT") throw error;
			throw new StoreProblem(`there is no folder ${dir}`, { cause: error });
		},
	);
	return entries
		.filter((entry) => entry.isDirectory() && plainName.test(entry.name))
		.map((entry) => entry.name);
}

async function storedIn(
	folder: string,
	fileName: string,
	repository: string,
): Promise<StoredPlugin | undefined> {
	const match = /^(executor|source)_(v?\d[\w.+-]*?)_(.+)$/.exec(
		fileName.replace(/\.(ts|mts|js|mjs)$/, ""),
	);
	const file = join(folder, fileName);
	const found = await stat(file);
	if (!match || !found.isFile()) return undefined;
	const dependencies = await dependenciesOf(file);
	const sizes = await Promise.all(
		dependencies.map(
			async (name) => (await stat(join(dependencyFolderOf(file), name))).size,
		),
	);
	return {
		repository,
		type: match[1] === "source" ? "source" : "executor",
		name: match[3] ?? "",
		version: match[2] ?? "",
		file,
		bytes: sizes.reduce((sum, size) => sum + size, found.size),
		dependencies,
		isFetched: (await readRecord(file)) !== undefined,
	};
}

async function dependenciesOf(file: string): Promise<string[]> {
	const names = await readdir(dependencyFolderOf(file)).catch(
		(error: NodeJS.ErrnoException): string[] => {
			if (error.code === "ENOENT") return [];
			throw error;
		},
	);
	return names.filter((name) => !name.startsWith(".")).sort();
}

/** A file of a plugin, and whether it is what was fetched. */
export interface VerifiedFile {
	readonly file: string;
	readonly state: "as fetched" | "changed" | "put there by hand";
	/** Why an agent would not run it; undefined when it would. */
	readonly problem: string | undefined;
}

/** Reads every file of every plugin and compares it with what was recorded when it was fetched. */
export async function verifyStored(
	dir: string,
	signal: AbortSignal,
): Promise<VerifiedFile[]> {
	const verified: VerifiedFile[] = [];
	for (const { file, dependencies } of await listStored(dir)) {
		const folder = dependencyFolderOf(file);
		for (const one of [file, ...dependencies.map((name) => join(folder, name))])
			verified.push(await verify(one, signal));
	}
	return verified;
}

async function verify(
	file: string,
	signal: AbortSignal,
): Promise<VerifiedFile> {
	const record = await readRecord(file);
	const isSame = record && (await digestOf(file, signal)) === record.sha256;
	return {
		file,
		state: !record ? "put there by hand" : isSame ? "as fetched" : "changed",
		problem: whyChangeable(file),
	};
}

/**
 * Removes all but the newest versions of each plugin, and what interrupted downloads left. An agent that still needs one fetches it again.
 * @param keep versions of each plugin that stay.
 * @returns what went, or would go.
 */
export async function pruneStored(
	dir: string,
	options: {
		readonly keep: number;
		readonly isTrial: boolean;
		readonly now: Date;
	},
): Promise<StoredPlugin[]> {
	const kept = new Map<string, number>();
	const going = (await listStored(dir)).filter((plugin) => {
		const count = (kept.get(sortKey(plugin)) ?? 0) + 1;
		kept.set(sortKey(plugin), count);
		// Nobody can fetch what a person put there.
		return count > options.keep && plugin.isFetched;
	});
	if (options.isTrial) return going;
	for (const { file } of going) {
		await rm(file);
		await rm(recordFileOf(file), { force: true });
		removeTree(dependencyFolderOf(file));
	}
	await removeUnfinished(dir, options.now);
	return going;
}

const abandonedMs = 3_600_000;

async function removeUnfinished(dir: string, now: Date): Promise<void> {
	for (const repository of await foldersIn(dir))
		for (const name of await readdir(join(dir, repository), {
			recursive: true,
		})) {
			const file = join(dir, repository, name);
			if (!/(^|\/)\.[^/]+\.downloading$/.test(name)) continue;
			const found = await stat(file).catch(() => undefined);
			if (found && found.mtimeMs < now.getTime() - abandonedMs)
				await rm(file, { force: true });
		}
}

/** What an index in a plugin folder, or a mirror, says of a plugin, the newest version first. */
export interface PluginInformation {
	readonly type: string;
	readonly version: string;
	readonly description: string;
	readonly documentationUrl: string;
	readonly platforms: readonly string[];
	readonly dependencies: readonly string[];
	readonly isStored: boolean;
}

/** @throws StoreProblem when there is no index, or none of that name in it. */
export async function pluginInformation(
	dir: string,
	{ repository, name }: { readonly repository: string; readonly name: string },
): Promise<PluginInformation[]> {
	if (!plainName.test(repository))
		throw new StoreProblem(`"${repository}" is not the name of a repository`);
	const file = indexFileOf(dir, repository);
	const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== "ENOENT") throw error;
		throw new StoreProblem(
			`${dirname(file)} has no index of the repository ${repository}`,
			{ cause: error },
		);
	});
	const index = parseIndex(bytes);
	const stored = await listStored(dir);
	const found = (["executor", "source"] as const).flatMap((kind) =>
		versionsOf(index, { kind, name }),
	);
	if (found.length === 0)
		throw new StoreProblem(
			`not found plugin called "${name}" in "${repository}" repository`,
		);
	return found.map((entry) => ({
		type: entry.type,
		version: entry.version,
		description: entry.description,
		documentationUrl: entry.documentationUrl,
		platforms: entry.urls.map(
			({ platform }) => `${platform.os}/${platform.architecture}`,
		),
		dependencies: [
			...new Set(entry.urls.flatMap((one) => Object.keys(one.dependencies))),
		],
		isStored: stored.some(
			(one) =>
				one.repository === repository &&
				one.name === name &&
				one.type === entry.type &&
				one.version === entry.version,
		),
	}));
}
