import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type Environment, removeTree } from "@quarterdeck/runtime";
import { runInitdb } from "./initdb-user.ts";
import type { PostgresBinaries } from "./provide-debian-postgres.ts";
import type { ServerUser } from "./server-user.ts";
import { SetupError } from "./setup-error.ts";

/** Owner of the database, and the database's name. */
export const appName = "quarterdeck";

export interface PostgresDataOptions {
	readonly binaries: PostgresBinaries;
	readonly home: string;
	readonly user: ServerUser | undefined;
	/** What the server's programs are run with. */
	readonly env: Environment;
	readonly durable: boolean;
	readonly say: (line: string) => void;
}

/**
 * Makes the data folder `<home>/data` unless it is there. One interrupted half-way is made again.
 * @throws SetupError when it is of another major version, or with initdb's own words.
 */
export async function createPostgresData(
	options: PostgresDataOptions,
): Promise<void> {
	const { home } = options;
	const data = join(home, "data");
	const major = options.binaries.version.split(".")[0];
	const existing = (
		await readFile(join(data, "PG_VERSION"), "utf8").catch(() => "")
	).trim();
	if (existing === major) return;
	if (existing)
		throw new SetupError(
			`The data in ${data} was written by PostgreSQL ${existing}, but this is PostgreSQL ${major}. Dump it with version ${existing} and load the dump here.`,
		);
	options.say(`creating the database in ${home}`);
	// Made aside and renamed when whole, so that one interrupted here is simply made again.
	const aside = join(home, "data.new");
	// The server's user writes here, and this process may be root.
	removeTree(aside);
	removeTree(data);
	const run = await runInitdb(
		{
			command: join(options.binaries.binDir, "initdb"),
			args: initArguments(options, aside, Number(major)),
			env: options.env,
			cwd: "/",
		},
		home,
		options.user,
	);
	if (run.code !== 0)
		throw new SetupError(
			`initdb cannot create the database in ${home}: ${run.stderr.trim() || run.stdout.trim()}`,
		);
	await rename(aside, data);
}

function initArguments(
	options: PostgresDataOptions,
	folder: string,
	major: number,
): string[] {
	// Code point order and Unicode case mapping, whatever the machine's locale: the same rows in the same order everywhere.
	const locale =
		major >= 17
			? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
			: ["--locale=C.UTF-8"];
	return [
		"--pgdata",
		folder,
		"--username",
		appName,
		"--encoding=UTF8",
		...locale,
		// Who may connect is written at each start.
		"--auth=reject",
		...(options.durable ? [] : ["--no-sync"]),
	];
}
