import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Environment, readEnvironment } from "@quarterdeck/runtime";
import { isExecutable } from "./find-in-path.ts";
import { openCacheDir } from "./open-cache-dir.ts";
import { runProgram } from "./run-program.ts";
import { serverUser } from "./server-user.ts";
import { SetupError } from "./setup-error.ts";
import { unpackDebianPackage } from "./unpack-debian-package.ts";

/** The programs of one PostgreSQL. */
export interface PostgresBinaries {
	/** Holds `postgres` and `initdb`. */
	readonly binDir: string;
	/** For LD_LIBRARY_PATH, when its libraries are not the system's. */
	readonly libraryPath?: string;
	readonly version: string;
}

export interface ProvideDebianPostgresOptions {
	readonly cacheDir: string;
	readonly say: (line: string) => void;
	readonly env?: Environment;
	/** Where Debian installs PostgreSQL; default /usr/lib/postgresql. */
	readonly installedUnder?: string;
	/** Which packages are installed; default the machine's. */
	readonly statusFile?: string;
}

/**
 * PostgreSQL as Debian ships it, to prove the product on a server it does not bring: the installed one, else
 * Debian 12's version 15 unpacked into the cache with the libraries this machine misses.
 * @throws SetupError when neither can be had.
 */
export async function provideDebianPostgres(
	options: ProvideDebianPostgresOptions,
): Promise<PostgresBinaries> {
	const env = options.env ?? readEnvironment();
	const under = options.installedUnder ?? "/usr/lib/postgresql";
	const installed = (await readdir(under).catch(() => []))
		.sort((a, b) => Number(a) - Number(b))
		.map((major) => join(under, major, "bin"));
	for (const binDir of installed) {
		const version = await postgresVersion(binDir, env);
		if (version) return { binDir, version };
	}
	const user = await serverUser();
	const cacheDir = await openCacheDir({
		cacheDir: options.cacheDir,
		user,
		env,
	});
	const unpacked = await unpackDebianPackage({
		name: "postgresql-15",
		suites: ["bookworm"],
		cacheDir,
		env,
		accept: () => true,
		works: async (root) => (await inside(root, env)) !== undefined,
		say: options.say,
		withDependencies: true,
		...(options.statusFile === undefined
			? {}
			: { statusFile: options.statusFile }),
	});
	const found = await inside(unpacked.root, env);
	if (found) return found;
	throw new SetupError(
		`Debian's PostgreSQL in ${unpacked.root} does not run here. Install the package postgresql and start again.`,
	);
}

async function inside(
	root: string,
	env: Environment,
): Promise<PostgresBinaries | undefined> {
	const binDir = join(root, "usr/lib/postgresql/15/bin");
	const libraryPath = await libraryFolders(root);
	const version = await postgresVersion(binDir, {
		...env,
		LD_LIBRARY_PATH: libraryPath,
	});
	return version === undefined ? undefined : { binDir, libraryPath, version };
}

/** What `postgres --version` in that folder answers, or undefined when it does not run. */
export async function postgresVersion(
	binDir: string,
	env: Environment,
): Promise<string | undefined> {
	const command = join(binDir, "postgres");
	if (!isExecutable(command) || !isExecutable(join(binDir, "initdb")))
		return undefined;
	const run = await runProgram({ command, args: ["--version"], env });
	return /PostgreSQL\) (\d+(?:\.\d+)?)/.exec(run.stdout)?.[1];
}

// Debian keeps libraries in /usr/lib/<machine>-linux-gnu.
async function libraryFolders(root: string): Promise<string> {
	const under = join(root, "usr/lib");
	const names = await readdir(under).catch(() => []);
	return names
		.filter((name) => name.endsWith("-linux-gnu"))
		.map((name) => join(under, name))
		.join(":");
}
