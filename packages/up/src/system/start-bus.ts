import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CliFailure, exitCodes } from "@quarterdeck/cli";
import { keepRunning } from "../processes/keep-running.ts";
import {
	natsServerMinimum,
	provideNatsServer,
	startNatsServer,
} from "../servers/index.ts";
import type { LaunchContext, Started } from "./launch-context.ts";
import type { UpOptions } from "./up-options.ts";

export interface Bus {
	readonly url: string;
	readonly keysFile: string;
}

/** The nats-server that was named, or one of our own as a child, kept running. */
export async function startBus(launch: LaunchContext): Promise<Started<Bus>> {
	const { options, installation, ports, say } = launch;
	if (options.natsUrl)
		return {
			value: { url: options.natsUrl, keysFile: keysOf(options) },
			async stop() {},
		};
	const port = options.natsPort ?? (await ports.choose("bus", 7422));
	const [server, prepared] = await Promise.all([
		provideNatsServer({
			cacheDir: launch.cacheDir,
			minimum: natsServerMinimum,
			say,
			signal: launch.signal,
		}),
		prepareBus(launch, installation.bus, port),
	]);
	const kept = await keepRunning({
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
	launch.stopwatch.lap("bus");
	return {
		value: {
			url: kept.current().url,
			keysFile: prepared.controlPlaneKeysFile,
		},
		stop: kept.stop,
	};
}

function keysOf({ natsKeys }: UpOptions): string {
	const remedy =
		"Create the keys and the server's configuration with: node packages/wire/src/prepare-bus.ts --dir DIR";
	const usage = { exitCode: exitCodes.usage };
	if (!natsKeys)
		throw new CliFailure(
			`--nats-url requires --nats-keys, the file with the control plane's keys for that server.\n${remedy}`,
			usage,
		);
	if (!existsSync(natsKeys))
		throw new CliFailure(`There is no file ${natsKeys}.\n${remedy}`, usage);
	return natsKeys;
}

async function prepareBus(
	{ machine, signal }: LaunchContext,
	dir: string,
	port: number,
): Promise<{ serverConfig: string; controlPlaneKeysFile: string }> {
	const script = join(machine.root, "packages/wire/src/prepare-bus.ts");
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
		throw new CliFailure(`Cannot prepare the bus: ${reason}`, {
			cause: error,
		});
	}
}
