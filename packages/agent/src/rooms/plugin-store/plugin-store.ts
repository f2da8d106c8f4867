import type { PluginKey, PluginRepository } from "@quarterdeck/contract";
import type { PluginKind } from "@quarterdeck/plugin-sdk/host";
import type { Clock, Log } from "@quarterdeck/runtime";
import { type GoPlatform, goPlatformOf } from "./go-platform.ts";
import { fetchIndex, indexUrlOf, readIndex } from "./load-index.ts";
import { filesOf, type PluginFile } from "./plugin-files.ts";
import {
	findEntry,
	type IndexEntry,
	type PluginIndex,
	versionsOf,
} from "./plugin-index.ts";
import { createProgressLog, progressText } from "./progress.ts";
import { sharedWork } from "./shared-work.ts";
import { StoreProblem } from "./store-problem.ts";
import { createDigests, originOf, readRecord } from "./stored-file.ts";

/** Plugins of repositories, in a folder that survives the process. */
export interface PluginStore {
	/** The repositories from now on. */
	use(repositories: readonly PluginRepository[]): void;
	/** Whether plugins with this repository in their key come from here. */
	knows(repository: string): boolean;
	/**
	 * The program of a plugin, with its dependencies beside it, each verified. What is not there is fetched; what is there is not asked for
	 * outside.
	 * @param onProgress gets a sentence while something is fetched.
	 * @throws StoreProblem; the signal's reason; what the disk says.
	 */
	provide(
		key: PluginKey,
		kind: PluginKind,
		options: {
			readonly signal: AbortSignal;
			readonly onProgress: (text: string) => void;
		},
	): Promise<string>;
}

export interface PluginStoreDeps {
	/** Undefined when the agent has none. */
	readonly cacheDir: string | undefined;
	readonly platform?: GoPlatform;
	/** Whether the agent's own side allows files without a checksum. */
	readonly mayUseUnverified: boolean;
	readonly clock: Clock;
	readonly log: Log;
}

/** An index is not asked for again sooner, however often a plugin is wanted that it does not have. */
const refreshMs = 30_000;
/** Plugins that are fetched at the same time. */
const maxAtOnce = 3;

/** A store without repositories; `use` names them. */
export function createPluginStore(deps: PluginStoreDeps): PluginStore {
	const { cacheDir } = deps;
	let repositories: ReadonlyMap<string, PluginRepository> = new Map();
	const cache = cacheDir === undefined ? undefined : new Cache(cacheDir, deps);
	return {
		use(wanted) {
			repositories = new Map(wanted.map((one) => [one.name, one]));
			cache?.forgetRefreshes();
		},
		knows: (repository) => repositories.has(repository),
		async provide(key, kind, options) {
			const repository = repositories.get(key.repository);
			if (!repository)
				throw new StoreProblem(
					`repository "${key.repository}" is not defined, but it is referred by ${kind} plugin called "${textOf(key)}"`,
				);
			if (!cache)
				throw new StoreProblem(
					"this agent has no plugin folder to put it into. Name one with --plugin-dir or QD_PLUGIN_DIR",
				);
			const { name, version } = key;
			return await cache.provide(repository, { kind, name, version }, options);
		},
	};
}

type Wanted = Parameters<typeof findEntry>[1];
type ProvideOptions = Parameters<PluginStore["provide"]>[2];

/** The folder with what was fetched. */
class Cache {
	readonly #dir: string;
	readonly #deps: PluginStoreDeps;
	readonly #platform: GoPlatform;
	readonly #digests = createDigests();
	readonly #indexes = sharedWork<PluginIndex>();
	readonly #programs = sharedWork<string>(maxAtOnce);
	readonly #refreshedAtMs = new Map<string, number>();

	constructor(dir: string, deps: PluginStoreDeps) {
		this.#dir = dir;
		this.#deps = deps;
		this.#platform = deps.platform ?? goPlatformOf();
	}

	forgetRefreshes(): void {
		this.#refreshedAtMs.clear();
	}

	provide(
		repository: PluginRepository,
		wanted: Wanted,
		options: ProvideOptions,
	): Promise<string> {
		const id = JSON.stringify([identityOf(repository), wanted]);
		return this.#programs(id, options, (signal, onProgress) =>
			this.#bring(repository, wanted, { signal, onProgress }),
		);
	}

	async #bring(
		repository: PluginRepository,
		wanted: Wanted,
		options: ProvideOptions,
	): Promise<string> {
		const entry = await this.#find(repository, wanted, options.signal);
		const files = filesOf(entry, {
			repository,
			cacheDir: this.#dir,
			platform: this.#platform,
			mayUseUnverified: this.#deps.mayUseUnverified,
		});
		for (const one of files)
			if (!(await this.#isThere(one, options.signal)))
				await this.#fetch(one, repository, options);
		return files[0].file;
	}

	async #find(
		repository: PluginRepository,
		wanted: Wanted,
		signal: AbortSignal,
	): Promise<IndexEntry> {
		const cached = await readIndex(this.#dir, repository);
		const known = cached && findEntry(cached, wanted);
		if (known) return known;
		const index =
			cached && this.#wasRefreshed(repository)
				? cached
				: await this.#refresh(repository, signal);
		const entry = findEntry(index, wanted);
		if (!entry) throw notFound(index, repository, wanted);
		return entry;
	}

	#wasRefreshed({ name }: PluginRepository): boolean {
		const atMs = this.#refreshedAtMs.get(name);
		const { clock } = this.#deps;
		return atMs !== undefined && clock.monotonicMs() - atMs < refreshMs;
	}

	#refresh(
		repository: PluginRepository,
		signal: AbortSignal,
	): Promise<PluginIndex> {
		const { clock } = this.#deps;
		const id = identityOf(repository);
		return this.#indexes(id, { signal }, async (signal) => {
			const index = await fetchIndex(this.#dir, repository, { clock, signal });
			this.#refreshedAtMs.set(repository.name, clock.monotonicMs());
			return index;
		});
	}

	/** Whether a file is there and is the one that the index means. */
	async #isThere(
		{ address, file }: PluginFile,
		signal: AbortSignal,
	): Promise<boolean> {
		const digest = await this.#digests(file, signal);
		if (digest === undefined) return false;
		const record = await readRecord(file);
		const isMeant =
			record?.from === originOf(address)
				? digest === record.sha256
				: address.archive === undefined && digest === address.checksum;
		if (!isMeant)
			this.#deps.log.warn(
				"a file of a plugin is not the one that the index means: it is fetched again",
				{ file },
			);
		return isMeant;
	}

	async #fetch(
		one: PluginFile,
		repository: PluginRepository,
		{ signal, onProgress }: ProvideOptions,
	): Promise<void> {
		const { installFile } = await import("./install-file.ts");
		const { clock } = this.#deps;
		const log = createProgressLog(this.#deps.log, clock, one.what);
		onProgress(progressText(one.what, 0, undefined));
		await installFile(
			{
				...one,
				headers: repository.headers ?? {},
				headersFor: indexUrlOf(repository).origin,
			},
			{
				clock,
				signal,
				onProgress(bytes, totalBytes) {
					onProgress(progressText(one.what, bytes, totalBytes));
					log.told(bytes, totalBytes);
				},
			},
		);
		log.done();
	}
}

/** Work for another address or with other headers is other work. */
function identityOf(repository: PluginRepository): string {
	return JSON.stringify(repository);
}

function textOf({ repository, name, version }: PluginKey): string {
	return `${repository}/${name}${version === undefined ? "" : `@${version}`}`;
}

function notFound(
	index: PluginIndex,
	repository: PluginRepository,
	wanted: Wanted,
): StoreProblem {
	const { kind, name, version } = wanted;
	const others = versionsOf(index, wanted).slice(0, 5);
	return new StoreProblem(
		`not found ${kind} plugin called "${name}" in "${repository.name}" repository${
			version === undefined || others.length === 0
				? ""
				: `: it has no version ${version} of it, only ${others.map((one) => one.version).join(", ")}`
		}`,
	);
}
