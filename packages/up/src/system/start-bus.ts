import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { CliFailure } from "@quarterdeck/cli";
import { systemClock } from "@quarterdeck/runtime";
import { keepRunning } from "../processes/keep-running.ts";
import {
	natsServerMinimum,
	provideNatsServer,
	startNatsServer,
} from "../servers/index.ts";
import { type Bus, givenBus } from "./given-bus.ts";
import type { LaunchContext, Started } from "./launch-context.ts";
import { renewBusCertificate } from "./renew-bus-certificate.ts";

/** The nats-server that was named, or one of our own as a child, kept running. */
export async function startBus(launch: LaunchContext): Promise<Started<Bus>> {
	const { options, installation, ports, say } = launch;
	if (options.natsUrl)
		return {
			value: givenBus(options.natsUrl, options),
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
	const stopRenewing = renewBusCertificate({
		prepare: () =>
			prepareBus(launch, installation.bus, port, ["--only-certificate"]),
		reload: () => kept.current().reload(),
		say,
		clock: systemClock,
	});
	const { controlPlaneKeysFile: keysFile, caFile } = prepared;
	return {
		value: { url: kept.current().url, keysFile, caFile, isInsecure: false },
		async stop() {
			stopRenewing();
			await kept.stop();
		},
	};
}

interface PreparedBus {
	readonly serverConfig: string;
	readonly controlPlaneKeysFile: string;
	readonly caFile: string;
	readonly isCertificateRenewed: boolean;
}

async function prepareBus(
	{ machine, signal }: LaunchContext,
	dir: string,
	port: number,
	more: readonly string[] = [],
): Promise<PreparedBus> {
	const script = join(machine.root, "packages/wire/src/prepare-bus.ts");
	const words = [script, "--dir", dir, "--port", String(port), ...more];
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
