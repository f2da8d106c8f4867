import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CliFailure } from "../cli-failure.ts";
import type { UpOptions } from "../commands/up.ts";
import { exitCodes } from "../exit-codes.ts";
import {
	natsServerMinimum,
	provideNatsServer,
	startEmbeddedPostgres,
	startNatsServer,
} from "../servers/index.ts";
import type { Surroundings } from "../surroundings.ts";
import type { PortBook } from "./choose-port.ts";
import type { Installation } from "./installation.ts";

/** What stands below the control plane, and how to take it away again. */
export interface Ground<T> {
	readonly value: T;
	stop(): Promise<void>;
}

export interface GroundOptions {
	readonly options: UpOptions;
	readonly surroundings: Surroundings;
	readonly installation: Installation;
	readonly ports: PortBook;
	readonly cacheDir: string;
	readonly say: (line: string) => void;
}

/** The database of DATABASE_URL, or the embedded PostgreSQL on data of its own. */
export async function startDatabase({
	options,
	surroundings,
	installation,
	cacheDir,
	say,
}: GroundOptions): Promise<Ground<string>> {
	const given = surroundings.environment.DATABASE_URL;
	if (given) return { value: given, async stop() {} };
	const postgres = await startEmbeddedPostgres({
		dataDir: installation.database,
		durable: options.ephemeral !== true,
		cacheDir,
		say,
	});
	return { value: postgres.url, stop: () => postgres.stop() };
}

export interface Bus {
	readonly url: string;
	readonly keysFile: string;
}

/** The nats-server that was named, or one of our own as a child. */
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
		}),
		prepareBus(ground.surroundings, installation.bus, port),
	]);
	const running = await startNatsServer({
		binary: server.path,
		config: { file: prepared.serverConfig },
		portFlag: "--nats-port",
	});
	return {
		value: { url: running.url, keysFile: prepared.controlPlaneKeysFile },
		stop: () => running.stop(),
	};
}

function keysOf(options: UpOptions): string {
	if (options.natsKeys) return options.natsKeys;
	throw new CliFailure(
		"--nats-url needs --nats-keys, the file of the control plane's keys for that server.\nMake both with: node packages/wire/src/prepare-bus.ts --dir DIR",
		{
			exitCode: exitCodes.usage,
		},
	);
}

async function prepareBus(
	{ root }: Surroundings,
	dir: string,
	port: number,
): Promise<{ serverConfig: string; controlPlaneKeysFile: string }> {
	const script = join(root, "packages/wire/src/prepare-bus.ts");
	const { stdout } = await promisify(execFile)(process.execPath, [
		script,
		"--dir",
		dir,
		"--port",
		String(port),
	]);
	return JSON.parse(stdout);
}

/** The key that the database's secrets are encrypted with; made once. Without it they are lost, so it is kept beside them. */
export function provideMasterKey(file: string): void {
	if (!existsSync(file))
		writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, {
			mode: 0o600,
			flag: "wx",
		});
}
