import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import {
	natsServerMinimum,
	provideNatsServer,
	type RunningPostgres,
	startEmbeddedPostgres,
	startNatsServer,
} from "../servers/index.ts";
import type { Surroundings } from "../surroundings.ts";
import type { PortBook } from "./choose-port.ts";
import type { Stoppable } from "./endings.ts";
import type { Installation } from "./installation.ts";
import type { Stopwatch } from "./stopwatch.ts";
import type { UpOptions } from "./up-options.ts";
import { watchOver } from "./watch-over.ts";

/** What stands below the control plane, and how to take it away again. */
export interface Ground<T> extends Stoppable {
	readonly value: T;
	stop(): Promise<void>;
}

/** What everything that `qd up` starts is given. */
export interface GroundOptions {
	readonly options: UpOptions;
	readonly surroundings: Surroundings;
	readonly installation: Installation;
	readonly ports: PortBook;
	readonly cacheDir: string;
	/** One line for the person at the terminal. */
	readonly say: (line: string) => void;
	/** Aborted when what is starting should give up. */
	readonly signal: AbortSignal;
	readonly stopwatch: Stopwatch;
}

/** The database of DATABASE_URL, or the embedded PostgreSQL on data of its own, kept running. */
export async function startDatabase({
	options,
	surroundings,
	installation,
	cacheDir,
	say,
	stopwatch,
}: GroundOptions): Promise<Ground<string>> {
	const given = surroundings.environment.DATABASE_URL;
	if (given) return { value: given, async stop() {} };
	const watched = await watchOver<RunningPostgres>({
		name: "database",
		say,
		start: (previous) =>
			startEmbeddedPostgres({
				dataDir: installation.database,
				durable: options.ephemeral !== true,
				cacheDir,
				say,
				...(previous ? { socketDir: socketDirOf(previous.url) } : {}),
			}),
	});
	stopwatch.lap("database");
	return { value: watched.current().url, stop: watched.stop };
}

function socketDirOf(url: string): string {
	return new URL(url).searchParams.get("host") ?? "";
}

export interface Bus {
	readonly url: string;
	readonly keysFile: string;
}

/** The nats-server that was named, or one of our own as a child, kept running. */
export async function startBus(ground: GroundOptions): Promise<Ground<Bus>> {
	const { options, installation, ports, say } = ground;
	if (options.natsUrl)
		return {
			value: { url: options.natsUrl, keysFile: keysOf(options) },
			async stop() {},
		};
	const port = options.natsPort ?? (await ports.choose("bus", 7422));
	const [server, prepared] = await Promise.all([
		provideNatsServer({
			cacheDir: ground.cacheDir,
			minimum: natsServerMinimum,
			say,
			signal: ground.signal,
		}),
		prepareBus(ground, installation.bus, port),
	]);
	const watched = await watchOver({
		name: "bus",
		say,
		start: () =>
			startNatsServer({
				binary: server.path,
				config: { file: prepared.serverConfig },
				runDir: installation.run,
				portFlag: "--nats-port",
			}),
	});
	ground.stopwatch.lap("bus");
	return {
		value: {
			url: watched.current().url,
			keysFile: prepared.controlPlaneKeysFile,
		},
		stop: watched.stop,
	};
}

function keysOf({ natsKeys }: UpOptions): string {
	const remedy =
		"Make both with: node packages/wire/src/prepare-bus.ts --dir DIR";
	const usage = { exitCode: exitCodes.usage };
	if (!natsKeys)
		throw new CliFailure(
			`--nats-url needs --nats-keys, the file of the control plane's keys for that server.\n${remedy}`,
			usage,
		);
	if (!existsSync(natsKeys))
		throw new CliFailure(`There is no file ${natsKeys}.\n${remedy}`, usage);
	return natsKeys;
}

async function prepareBus(
	{ surroundings, signal }: GroundOptions,
	dir: string,
	port: number,
): Promise<{ serverConfig: string; controlPlaneKeysFile: string }> {
	const script = join(surroundings.root, "packages/wire/src/prepare-bus.ts");
	const words = [script, "--dir", dir, "--port", String(port)];
	try {
		const { stdout } = await promisify(execFile)(process.execPath, words, {
			signal,
		});
		return JSON.parse(stdout);
	} catch (error) {
		signal.throwIfAborted();
		const said =
			error instanceof Error && "stderr" in error ? String(error.stderr) : "";
		const reason = /^Error: (.*)$/m.exec(said)?.[1] ?? String(error);
		throw new CliFailure(`The bus cannot be prepared: ${reason}`, {
			cause: error,
		});
	}
}

/** The key that the database's secrets are encrypted with; made once. Without it they are lost, so it is kept beside them, and its loss is told. */
export function provideMasterKey(
	{ masterKey: file, database }: Installation,
	say: (line: string) => void,
): void {
	if (existsSync(file)) return;
	if (existsSync(database))
		say(
			`${file} is gone, and with it the secrets that it encrypted; put it back from a backup, or a new one is used from now on`,
		);
	// Whole or not at all: half a key would be taken for the key ever after.
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, {
		mode: 0o600,
	});
	renameSync(draft, file);
}
