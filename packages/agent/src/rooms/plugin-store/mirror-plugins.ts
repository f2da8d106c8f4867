import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import type { PluginKey, PluginRepository } from "@quarterdeck/contract";
import { removeTree } from "@quarterdeck/runtime";
import { stringify } from "yaml";
import type { DownloadDeps } from "./download-file.ts";
import { type GoPlatform, isSamePlatform } from "./go-platform.ts";
import { installFile } from "./install-file.ts";
import { fetchIndex, indexFileOf, indexUrlOf } from "./load-index.ts";
import {
	dependencyFolderOf,
	filesOf,
	programFileName,
} from "./plugin-files.ts";
import {
	findEntry,
	type IndexEntry,
	type PluginIndex,
	parseIndex,
} from "./plugin-index.ts";
import { progressText } from "./progress.ts";
import { StoreProblem } from "./store-problem.ts";
import { digestOf, writeWhole } from "./stored-file.ts";

export interface Mirroring {
	/** The folder that becomes the mirror, or is one. */
	readonly to: string;
	readonly keys: readonly PluginKey[];
	readonly repositories: readonly PluginRepository[];
	readonly platforms: readonly GoPlatform[];
}

export interface MirrorDeps extends Omit<DownloadDeps, "onProgress"> {
	readonly onProgress: (text: string) => void;
}

/** A plugin in the mirror. */
export interface MirroredPlugin {
	readonly repository: string;
	readonly type: string;
	readonly name: string;
	readonly version: string;
	readonly platforms: number;
}

/**
 * Fetches plugins with their dependencies into a folder that any server, or file://, can serve: `REPOSITORY.yaml` with addresses relative
 * to it and a checksum for every file, and the files below `REPOSITORY/`, unpacked. What the folder has already stays. An index takes its
 * place after its files.
 * @throws StoreProblem; the signal's reason. The mirror is then what it was, but for files that no index names.
 */
export async function mirrorPlugins(
	mirroring: Mirroring,
	deps: MirrorDeps,
): Promise<MirroredPlugin[]> {
	const { keys, repositories, to } = mirroring;
	for (const { repository } of keys)
		if (!repositories.some(({ name }) => name === repository))
			throw new StoreProblem(
				`repository "${repository}" is not defined: name it with --repository ${repository}=URL`,
			);
	await mkdir(to, { recursive: true, mode: 0o755 });
	const staging = join(to, `.staging-${randomBytes(6).toString("hex")}`);
	try {
		const mirrored: MirroredPlugin[] = [];
		for (const repository of repositories) {
			const wanted = keys.filter((key) => key.repository === repository.name);
			if (wanted.length === 0) continue;
			const index = await fetchIndex(staging, repository, {
				clock: deps.clock,
				signal: deps.signal,
			});
			const entries: IndexEntry[] = [];
			for (const entry of wanted.flatMap((key) => entriesOf(index, key)))
				entries.push(
					await mirrorEntry(entry, repository, { ...mirroring, staging }, deps),
				);
			await writeIndex(to, repository.name, entries, deps);
			mirrored.push(
				...entries.map(({ name, type, urls, version }) => ({
					repository: repository.name,
					type,
					name,
					version,
					platforms: urls.length,
				})),
			);
		}
		return mirrored;
	} finally {
		removeTree(staging);
	}
}

/** A key does not say whether it means an executor or a source. */
function entriesOf(index: PluginIndex, key: PluginKey): IndexEntry[] {
	const { name, version } = key;
	const found = (["executor", "source"] as const).flatMap(
		(kind) => findEntry(index, { kind, name, version }) ?? [],
	);
	if (found.length === 0)
		throw new StoreProblem(
			`not found plugin called "${name}"${version === undefined ? "" : ` of the version ${version}`} in "${key.repository}" repository`,
		);
	return found;
}

type Staged = Mirroring & { readonly staging: string };

async function mirrorEntry(
	entry: IndexEntry,
	repository: PluginRepository,
	{ platforms, staging, to }: Staged,
	deps: MirrorDeps,
): Promise<IndexEntry> {
	const urls: IndexEntry["urls"] = [];
	for (const platform of platforms) {
		if (!entry.urls.some((one) => isSamePlatform(one.platform, platform)))
			deps.onProgress(
				`${entry.name} ${entry.version} is not made for ${platform.os}/${platform.architecture}`,
			);
		else
			urls.push(
				await mirrorFiles(entry, repository, { platform, staging, to }, deps),
			);
	}
	if (urls.length === 0)
		throw new StoreProblem(
			`${entry.name} ${entry.version} is made for none of these platforms`,
		);
	return { ...entry, urls };
}

async function mirrorFiles(
	entry: IndexEntry,
	repository: PluginRepository,
	{
		platform,
		staging,
		to,
	}: {
		readonly platform: GoPlatform;
		readonly staging: string;
		readonly to: string;
	},
	deps: MirrorDeps,
): Promise<IndexEntry["urls"][number]> {
	const files = filesOf(entry, {
		repository,
		cacheDir: join(staging, `${platform.os}_${platform.architecture}`),
		platform,
		// Whoever mirrors decides, and says so on the command line.
		mayUseUnverified: true,
	});
	const [program, ...dependencies] = files;
	const name = basename(program.file).slice(programFileName(entry).length);
	const place = join(
		to,
		repository.name,
		`${programFileName(entry)}_${platform.os}_${platform.architecture}${name}`,
	);
	const mirrored: { url: string; checksum: string }[] = [];
	for (const one of files) {
		const isProgram = one === program;
		const target = isProgram
			? place
			: join(dependencyFolderOf(place), basename(one.file));
		await installFile(
			{
				...one,
				headers: repository.headers ?? {},
				headersFor: indexUrlOf(repository).origin,
			},
			{
				...deps,
				onProgress: (bytes, total) =>
					deps.onProgress(
						progressText(
							`${one.what} for ${platform.os}/${platform.architecture}`,
							bytes,
							total,
						),
					),
			},
		);
		await mkdir(join(target, ".."), { recursive: true, mode: 0o755 });
		await rename(one.file, target);
		mirrored.push({
			url: encodeURI(relative(to, target)),
			checksum: await digestOf(target, deps.signal),
		});
	}
	const [first = { url: "", checksum: "" }, ...others] = mirrored;
	return {
		...first,
		platform: { ...platform },
		dependencies: Object.fromEntries(
			dependencies.map((one, at) => [
				basename(one.file),
				others[at] ?? { url: "", checksum: "" },
			]),
		),
	};
}

/** A version that is mirrored again takes the place of the one that was there. */
async function writeIndex(
	to: string,
	repository: string,
	entries: readonly IndexEntry[],
	{ clock }: MirrorDeps,
): Promise<void> {
	const file = indexFileOf(to, repository);
	const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return undefined;
		throw error;
	});
	const before = bytes ? parseIndex(bytes) : { entries: [] };
	const idOf = ({ name, type, version }: IndexEntry) =>
		JSON.stringify([type, name, version]);
	const all = new Map(
		[...before.entries, ...entries].map((entry) => [idOf(entry), entry]),
	);
	const seconds = Math.floor(clock.now().getTime() / 1000);
	const serial = Math.max(seconds, (before.serial ?? 0) + 1);
	await writeWhole(file, stringify({ serial, entries: [...all.values()] }));
}
