import { lstat, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import {
	type Environment,
	readEnvironment,
	removeTree,
} from "@quarterdeck/runtime";
import { giveTree } from "./initdb-user.ts";
import { type FileLock, lockFile } from "./lock-file.ts";
import { writePostgresAccess } from "./postgres-access.ts";
import { appName, createPostgresData } from "./postgres-data.ts";
import { providePostgresHome, provideSocketDir } from "./postgres-home.ts";
import {
	applicationRole,
	ownerRole,
	provideDatabase,
} from "./postgres-roles.ts";
import type { PostgresBinaries } from "./provide-debian-postgres.ts";
import { type ServerUser, serverUser } from "./server-user.ts";
import { SetupError } from "./setup-error.ts";
import {
	type ProcessEnd,
	startTiedProcess,
	type TiedProcess,
} from "./tied-process.ts";

export interface PostgresServerOptions {
	readonly binaries: PostgresBinaries;
	/** A folder of its own, made when missing; holds the data and, where the path is short enough, the socket. */
	readonly dataDir: string;
	/** False gives up every promise about power cuts for speed: for tests and demos that keep nothing. */
	readonly durable: boolean;
	readonly say: (line: string) => void;
	readonly onLine?: (line: string) => void;
	readonly env?: Environment;
	readonly maxConnections?: number;
	/** Whom it runs as where we are root; default: serverUser(). */
	readonly user?: ServerUser | undefined;
	/** Of the run before, so that a restarted server is found where it was. Used when the data folder's path is too long to hold it. */
	readonly socketDir?: string;
	/** Given up after this long, crash recovery included; default 120 s. */
	readonly startTimeoutMs?: number;
}

/** A PostgreSQL child process that only this machine's socket leads to. */
export interface RunningPostgres {
	/** `postgresql:///quarterdeck?host=…`, for pg and for libpq; as the superuser. */
	readonly url: string;
	/** The same as the role that owns the tables. */
	readonly ownerUrl: string;
	/** The same as a role that owns nothing. */
	readonly applicationUrl: string;
	readonly version: string;
	readonly pid: number;
	/** Resolves also on an end nobody asked for. */
	readonly ended: Promise<ProcessEnd>;
	/** Orderly end: open transactions are rolled back, the rest is on disk. Safe to repeat. */
	stop(): Promise<void>;
	/** SIGKILL; the next start recovers. */
	kill(): Promise<void>;
	/** Lets our process end while it runs; it then ends with us. */
	unref(): void;
}

/**
 * Starts PostgreSQL on a private unix socket, without TCP and without a password: the user of this process may connect, whom the kernel
 * names. The server of a launcher that was killed is stopped first.
 * @throws SetupError when another launcher runs on this folder, when the data are of another major version, or with
 * the server's own words.
 */
export async function startPostgresServer(
	options: PostgresServerOptions,
): Promise<RunningPostgres> {
	const env = options.env ?? readEnvironment();
	const user = options.user ?? (await serverUser());
	const home = await providePostgresHome({ ...options, user, env });
	const lock = await lockFile({
		file: join(home, "lock"),
		waitSeconds: 2,
		user,
	});
	if (!lock)
		throw new SetupError(
			`Another process is running the database in ${options.dataDir}. Stop that process, or use another folder.`,
		);
	try {
		return await startLocked({ ...options, env }, home, user, lock);
	} catch (error) {
		await lock.release();
		throw error;
	}
}

type Resolved = PostgresServerOptions & { readonly env: Environment };

async function startLocked(
	options: Resolved,
	home: string,
	user: ServerUser | undefined,
	lock: FileLock,
): Promise<RunningPostgres> {
	const data = join(home, "data");
	await stopOrphan(data, options.say);
	if (user) await takeOver(home, user, options.say);
	await createPostgresData({
		...options,
		home,
		user,
		env: serverEnvironment(options),
	});
	const major = Number(options.binaries.version.split(".")[0]);
	await writePostgresAccess({ data, major, user, env: options.env });
	const socketDir = await provideSocketDir({
		home,
		user,
		env: options.env,
		outside: options.socketDir,
	});
	const server = await launch(options, data, socketDir, user);
	const url = (database: string, role: string = appName) =>
		`postgresql:///${database}?host=${encodeURIComponent(socketDir)}&port=5432&user=${role}`;
	const end = async (signal: NodeJS.Signals, graceMs: number) => {
		await server.stop(signal, graceMs);
		if (!socketDir.startsWith(home)) removeTree(socketDir);
		await lock.release();
	};
	try {
		await provideDatabase(url);
	} catch (error) {
		await end("SIGINT", 10_000);
		throw error;
	}
	return {
		url: url(appName),
		ownerUrl: url(appName, ownerRole),
		applicationUrl: url(appName, applicationRole),
		version: options.binaries.version,
		pid: server.pid,
		ended: server.ended,
		// Smart shutdown would wait for our own pools; fast (SIGINT) rolls back and ends.
		stop: () => end("SIGINT", 30_000),
		kill: () => end("SIGKILL", 0),
		unref: () => server.unref(),
	};
}

/** Data of an older version, which ran as `nobody`, or of a machine that had no user for PostgreSQL yet. */
async function takeOver(
	home: string,
	user: ServerUser,
	say: (line: string) => void,
): Promise<void> {
	const owner = await lstat(join(home, "data")).catch(() => undefined);
	if (!owner || owner.uid === user.uid) return;
	say(`giving the database in ${home} to uid ${user.uid}`);
	await giveTree(home, user);
}

// The launcher was killed where the kernel could not be asked to end its server; the lock says it is gone.
async function stopOrphan(
	data: string,
	say: (line: string) => void,
): Promise<void> {
	const pid = Number((await readPidFile(data))[0]);
	if (!(pid > 1) || (await workingFolder(pid)) !== data) return;
	say(`stopping a database that a killed process left running (pid ${pid})`);
	process.kill(pid, "SIGINT");
	for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 50) {
		if ((await workingFolder(pid)) !== data) return;
		await new Promise((wake) => setTimeout(wake, 50));
	}
	throw new SetupError(
		`PostgreSQL with pid ${pid} is still running in ${data} and does not stop. Kill it and start again.`,
	);
}

async function readPidFile(data: string): Promise<string[]> {
	const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(
		() => "",
	);
	return text.split("\n");
}

// A server's working folder is its data folder; a process that merely got the same number has another.
function workingFolder(pid: number): Promise<string | undefined> {
	return readlink(`/proc/${pid}/cwd`).catch(() => undefined);
}

function serverEnvironment(options: Resolved): Environment {
	const { libraryPath } = options.binaries;
	return {
		PATH: options.env.PATH ?? "/usr/bin:/bin",
		LC_ALL: "C",
		TZ: "UTC",
		...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}),
	};
}

const unsafeSettings = [
	"fsync=off",
	"synchronous_commit=off",
	"full_page_writes=off",
	"autovacuum=off",
];

async function launch(
	options: Resolved,
	data: string,
	socketDir: string,
	user: ServerUser | undefined,
): Promise<TiedProcess> {
	const settings = [
		"listen_addresses=",
		"port=5432",
		`unix_socket_directories=${socketDir}`,
		"unix_socket_permissions=0700",
		`max_connections=${options.maxConnections ?? 100}`,
		"logging_collector=off",
		"log_destination=stderr",
		"lc_messages=C",
		"timezone=UTC",
		...(options.durable ? [] : unsafeSettings),
	];
	const lastLines: string[] = [];
	let ready = (): void => {};
	const readiness = new Promise<"ready">((resolve) => {
		ready = () => resolve("ready");
	});
	const server = startTiedProcess({
		command: join(options.binaries.binDir, "postgres"),
		args: ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
		env: serverEnvironment(options),
		cwd: "/",
		...user,
		orphanSignal: "INT",
		onLine(line) {
			lastLines.push(line);
			if (lastLines.length > 20) lastLines.shift();
			if (line.includes("database system is ready to accept")) ready();
			options.onLine?.(line);
		},
	});
	const timeout = AbortSignal.timeout(options.startTimeoutMs ?? 120_000);
	const late = new Promise<"late">((resolve) =>
		timeout.addEventListener("abort", () => resolve("late")),
	);
	const outcome = await Promise.race([readiness, late, server.ended]);
	if (outcome === "ready") return server;
	await server.stop("SIGQUIT", 5_000);
	throw new SetupError(
		`PostgreSQL did not start in ${data}${outcome === "late" ? " in time" : ""}: ${lastLines.join(" / ") || "no output"}`,
	);
}
