import {
	chmod,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rename,
	rm,
	writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { upstreamVersion } from "./compare-versions.ts";
import {
	type DebianArchive,
	downloadArchives,
	extractArchive,
	missingPackages,
	planArchives,
} from "./debian-archives.ts";
import { type FileLock, lockFile } from "./lock-file.ts";
import { openPrivateApt, type PrivateApt } from "./private-apt.ts";
import { SetupError } from "./setup-error.ts";

/** A package unpacked into the project's cache. */
export interface UnpackedPackage {
	/** The folder that stands for `/`: the package's `/usr/bin/x` is at `<root>/usr/bin/x`. */
	readonly root: string;
	/** Upstream version, for people and comparisons. */
	readonly version: string;
	readonly debianVersion: string;
	readonly suite: string;
	/** Of the package file, as the signed index states it and as it was checked. */
	readonly sha256: string;
}

export interface UnpackOptions {
	readonly name: string;
	/** Tried in this order; the first that has an acceptable version wins. */
	readonly suites: readonly string[];
	readonly cacheDir: string;
	readonly env: Environment;
	/** Whether an upstream version will do. */
	readonly accept: (version: string) => boolean;
	/** Whether the program in that root runs: a copy damaged by a full disk or a power cut is fetched again. */
	readonly works: (root: string) => Promise<boolean>;
	/** One line of progress for a person. */
	readonly say: (line: string) => void;
	/** Also unpacks, into the same root, what the package needs and this machine has not installed. */
	readonly withDependencies?: boolean;
	/** Where the machine's apt files are; default /etc/apt. */
	readonly etcApt?: string;
	/** Which packages are installed; default the machine's. */
	readonly statusFile?: string;
	/** False: only a copy that was fetched before will do. Default true. */
	readonly fetch?: boolean;
	/** Gives up fetching. */
	readonly signal?: AbortSignal;
}

/**
 * A Debian package that needs no installing: fetched with the machine's apt from its own mirror, checked against
 * the signed index, unpacked into the cache and kept there under its version and SHA-256. Nothing of the system is
 * touched, root is not needed, and two processes may ask at once. Without network an earlier copy serves.
 * @throws SetupError naming, per suite, why it could not be had.
 */
export async function unpackDebianPackage(
	options: UnpackOptions,
): Promise<UnpackedPackage> {
	const kept = await findUnpacked(options);
	if (kept) return kept;
	if (options.fetch === false)
		throw new SetupError(
			`The Debian package ${options.name} has not been downloaded yet.`,
		);
	const lock = await lockCache(options.cacheDir);
	try {
		// Another process may have unpacked it while this one waited.
		return (await findUnpacked(options)) ?? (await fetchFromAny(options));
	} finally {
		await lock.release();
	}
}

async function fetchFromAny(options: UnpackOptions): Promise<UnpackedPackage> {
	const reasons = new Map<string, string[]>();
	for (const suite of options.suites) {
		options.signal?.throwIfAborted();
		try {
			return await fetchFrom(options, suite);
		} catch (error) {
			if (!(error instanceof SetupError)) throw error;
			reasons.set(error.message, [
				...(reasons.get(error.message) ?? []),
				suite,
			]);
		}
	}
	throw new SetupError(
		`Cannot get the Debian package ${options.name}. ${[...reasons].map(([reason, suites]) => `${suites.join(", ")}: ${reason}`).join("; ")}.`,
	);
}

async function lockCache(cacheDir: string): Promise<FileLock> {
	const lock = await lockFile({
		file: join(cacheDir, "apt", "lock"),
		waitSeconds: 600,
	});
	if (lock) return lock;
	throw new SetupError(
		`Another process has been downloading packages into ${cacheDir} for 10 minutes. Stop it and start again.`,
	);
}

async function findUnpacked(
	options: UnpackOptions,
): Promise<UnpackedPackage | undefined> {
	const shelf = join(options.cacheDir, "debian");
	const names = await readdir(shelf).catch(() => []);
	for (const name of names.sort().reverse()) {
		if (!name.startsWith(`${options.name}_`)) continue;
		const folder = join(shelf, name);
		const text = await readFile(join(folder, "origin.json"), "utf8").catch(
			() => undefined,
		);
		if (!text) continue;
		const origin = JSON.parse(text) as Omit<UnpackedPackage, "root">;
		if (!options.accept(origin.version)) continue;
		const root = join(folder, "root");
		if (options.suites.includes(origin.suite) && (await options.works(root)))
			return { ...origin, root };
	}
	return undefined;
}

async function fetchFrom(
	options: UnpackOptions,
	suite: string,
): Promise<UnpackedPackage> {
	const apt = await openPrivateApt({
		suite,
		root: join(options.cacheDir, "apt", suite),
		env: options.env,
		...(options.etcApt === undefined ? {} : { etcApt: options.etcApt }),
		...(options.signal === undefined ? {} : { signal: options.signal }),
	});
	options.say(`reading the package index of Debian ${suite}`);
	await apt.refresh();
	const wanted = options.withDependencies
		? await missingPackages(
				apt,
				options.name,
				options.statusFile ?? "/var/lib/dpkg/status",
			)
		: [options.name];
	const archives = await planArchives(apt, wanted);
	const main = archives.find(({ name }) => name === options.name);
	if (!main) throw new SetupError(`there is no package ${options.name}`);
	const version = upstreamVersion(main.debianVersion);
	if (!options.accept(version))
		throw new SetupError(`it has only version ${version}`);
	return unpack(options, apt, archives, {
		version,
		debianVersion: main.debianVersion,
		suite,
		sha256: main.sha256,
	});
}

async function unpack(
	options: UnpackOptions,
	apt: PrivateApt,
	archives: readonly DebianArchive[],
	origin: Omit<UnpackedPackage, "root">,
): Promise<UnpackedPackage> {
	const shelf = join(options.cacheDir, "debian");
	await mkdir(shelf, { recursive: true });
	await removeLeftovers(shelf);
	const staging = await mkdtemp(join(shelf, unfinished));
	// Programs in it are also run by users with fewer rights than ours.
	await chmod(staging, 0o755);
	try {
		const megabytes = archives.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
		options.say(
			`downloading ${options.name} ${origin.debianVersion} from Debian ${origin.suite} (${megabytes.toFixed(1)} MB)`,
		);
		await downloadArchives(apt, archives, staging);
		const root = join(staging, "root");
		await mkdir(root);
		for (const archive of archives)
			await extractArchive(options.env, join(staging, archive.file), root);
		for (const { file } of archives) await rm(join(staging, file));
		await writeFile(join(staging, "origin.json"), JSON.stringify(origin));
		const folder = join(
			shelf,
			`${options.name}_${origin.debianVersion.replaceAll(":", "%3a")}_${origin.sha256.slice(0, 16)}`,
		);
		if (!(await options.works(root)))
			throw new SetupError(
				`${options.name} ${origin.debianVersion} does not run on this machine`,
			);
		// Present only when it was found damaged.
		await rm(folder, { recursive: true, force: true });
		await rename(staging, folder);
		return { ...origin, root: join(folder, "root") };
	} finally {
		await rm(staging, { recursive: true, force: true });
	}
}

const unfinished = ".unpacking-";

// Of processes that were killed half-way: who holds the lock is alone.
async function removeLeftovers(shelf: string): Promise<void> {
	for (const name of await readdir(shelf))
		if (name.startsWith(unfinished))
			await rm(join(shelf, name), { recursive: true, force: true });
}
