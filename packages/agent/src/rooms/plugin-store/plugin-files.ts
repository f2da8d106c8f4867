import { extname, join } from "node:path";
import type { PluginRepository } from "@quarterdeck/contract";
import {
	type DownloadAddress,
	readDownloadAddress,
	shownUrl,
} from "./download-address.ts";
import {
	type GoPlatform,
	isSamePlatform,
	platformName,
} from "./go-platform.ts";
import { indexUrlOf } from "./load-index.ts";
import type { IndexEntry } from "./plugin-index.ts";
import { StoreProblem } from "./store-problem.ts";

/** A file of a plugin: where it comes from, and where it belongs. */
export interface PluginFile {
	/** `helm`, or `the dependency helm`. */
	readonly what: string;
	readonly address: DownloadAddress;
	readonly file: string;
	/** Of the program in an archive, the best first. */
	readonly names: readonly string[];
}

/** The name of a plugin's program in the cache: Botkube's, with the extension of a script. */
export function programFileName(
	{ name, type, version }: Pick<IndexEntry, "name" | "type" | "version">,
	extension = "",
): string {
	return `${type}_${version}_${name}${extension}`;
}

/** Where the dependencies of a program lie. */
export function dependencyFolderOf(program: string): string {
	return `${program}_deps`;
}

/**
 * The files of a plugin on a platform, its program first.
 * @throws StoreProblem when there is none for the platform, or one that must not be used.
 */
export function filesOf(
	entry: IndexEntry,
	{
		repository,
		cacheDir,
		platform,
		mayUseUnverified,
	}: {
		readonly repository: PluginRepository;
		readonly cacheDir: string;
		readonly platform: GoPlatform;
		/** Whether the agent's own side allows files without a checksum. */
		readonly mayUseUnverified: boolean;
	},
): readonly [PluginFile, ...PluginFile[]] {
	const { name, type, urls, version } = entry;
	const found = urls.find((one) => isSamePlatform(one.platform, platform));
	if (!found)
		throw new StoreProblem(
			`${name} ${version} of the repository ${repository.name} is not made for ${platformName(platform)}, only for ${urls
				.map((one) => platformName(one.platform))
				.slice(0, 10)
				.join(", ")}`,
		);
	const indexUrl = indexUrlOf(repository);
	const read = (what: string, file: { url: string; checksum: string }) => {
		const address = readDownloadAddress(file, indexUrl);
		requireChecksum(what, address, repository, mayUseUnverified);
		return address;
	};
	const address = read(name, found);
	const file = join(
		cacheDir,
		repository.name,
		programFileName(entry, scriptExtension(address)),
	);
	return [
		{
			what: name,
			address,
			file,
			names: [
				`${type}_${name}_${platform.os}_${platform.architecture}`,
				`${type}_${name}`,
				name,
			],
		},
		...Object.entries(found.dependencies).map(([dependency, one]) => ({
			what: `the dependency ${dependency}`,
			address: read(`the dependency ${dependency} of ${name}`, one),
			file: join(dependencyFolderOf(file), dependency),
			names: [dependency],
		})),
	];
}

/** A program that Node runs is known by its extension. */
function scriptExtension({ archive, url }: DownloadAddress): string {
	const extension = archive === undefined ? extname(url.pathname) : "";
	return [".js", ".mjs"].includes(extension) ? extension : "";
}

function requireChecksum(
	what: string,
	{ checksum, url }: DownloadAddress,
	{ allowUnverified = false, name }: PluginRepository,
	mayUseUnverified: boolean,
): void {
	if (checksum !== undefined || (allowUnverified && mayUseUnverified)) return;
	throw new StoreProblem(
		`the index of ${name} names no checksum for ${what} (${shownUrl(url)}), so it is not used. Use an index with checksums, for example a mirror of it (qd plugins mirror)${
			allowUnverified
				? ", or write `unverified: true` into the agent's ceiling file and restart the agent"
				: `. To use it all the same, set plugins.repositories.${name}.allowUnverified to true`
		}`,
	);
}
