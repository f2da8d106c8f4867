import { join } from "node:path";
import { CliFailure, exitCodes } from "@quarterdeck/cli";
import { keepRunning } from "../processes/keep-running.ts";
import { ownProgram } from "../processes/own-programs.ts";
import type { Stoppable } from "../processes/shutdown.ts";
import {
	type RunningProgram,
	startProgram,
} from "../processes/start-program.ts";
import { sourceFoldersOf } from "../reload/source-folders.ts";
import { isPortFree } from "../servers/index.ts";
import type { Bus } from "./given-bus.ts";
import type { LaunchContext } from "./launch-context.ts";
import { makeSocketPlace, type SocketPlace } from "./socket-place.ts";
import type { DatabaseUrls } from "./start-database.ts";

/** The control plane, kept running. */
export interface ControlPlane extends Stoppable {
	readonly url: string;
	/** Where the command line of this user reaches it; nobody else can listen there. */
	readonly socket: string;
}

/** Starts the control plane and keeps it running on the same port. */
export async function startControlPlane(
	launch: LaunchContext & {
		readonly database: DatabaseUrls;
		readonly bus: Bus;
	},
): Promise<ControlPlane> {
	const port = await choosePort(launch);
	const url = `http://127.0.0.1:${port}`;
	const place = makeSocketPlace(launch.installation);
	const { socket, operations } = place;
	const kept = await keepRunning({
		name: "control plane",
		start: () => startOnce(launch, { port, url, socket, operations }),
		say: launch.say,
	}).catch((error) => {
		place.remove();
		throw error;
	});
	launch.stopwatch.lap("control plane");
	launch.reloader?.add({
		name: "control plane",
		folders: sourceFoldersOf(launch.machine.root, "packages/controlplane"),
		reload: kept.restart,
	});
	return {
		url,
		socket,
		async stop() {
			await kept.stop();
			place.remove();
		},
	};
}

async function choosePort({ options, ports }: LaunchContext): Promise<number> {
	if (options.port === undefined)
		return await ports.choose("control plane", 7410);
	if (await isPortFree(options.port)) return options.port;
	throw new CliFailure(
		`Port ${options.port} is in use by another program.
Stop that program, choose another port with --port, or omit --port to use a free one.`,
		{ exitCode: exitCodes.usage },
	);
}

function startOnce(
	launch: LaunchContext & {
		readonly database: DatabaseUrls;
		readonly bus: Bus;
	},
	at: { readonly port: number; readonly url: string } & Pick<
		SocketPlace,
		"socket" | "operations"
	>,
): Promise<RunningProgram> {
	const { installation, machine, options, say, database } = launch;
	return startProgram({
		name: "control plane",
		program: ownProgram("controlplane", launch.form),
		args: [],
		env: {
			...processEnvironment(machine),
			DATABASE_URL: database.url,
			...(database.ownerUrl
				? { QD_DATABASE_OWNER_URL: database.ownerUrl }
				: {}),
			QD_NATS_URL: launch.bus.url,
			QD_NATS_KEYS: launch.bus.keysFile,
			...(launch.bus.caFile ? { QD_NATS_CA: launch.bus.caFile } : {}),
			...(launch.bus.isInsecure ? { QD_NATS_INSECURE: "true" } : {}),
			QD_PORT: String(at.port),
			QD_SOCKET: at.socket,
			QD_OPERATIONS_SOCKET: at.operations,
			QD_PUBLIC_URL: at.url,
			QD_OBJECTS_DIR: installation.objects,
			QD_MASTER_KEY_FILE: installation.masterKey,
			QD_BOOTSTRAP_FILE: installation.bootstrap,
			QD_OWNER_EMAIL: options.email,
			QD_ORGANISATION: options.demo ? "demo" : "house",
		},
		root: machine.root,
		logFile: installation.log("control-plane"),
		onTrouble: (line) => say(`control plane: ${line}`),
		signal: launch.signal,
	});
}

/** What a child of ours needs of our environment, and no more: tokens and secrets of the shell stay in the shell. */
export function processEnvironment({
	environment,
	root,
}: Pick<LaunchContext["machine"], "environment" | "root">): Record<
	string,
	string
> {
	const kept = [
		"PATH",
		"HOME",
		"LANG",
		"LC_ALL",
		"TZ",
		"TMPDIR",
		"QD_LOG_LEVEL",
		"QD_TRACE_FILE",
	].filter((name) => environment[name] !== undefined);
	const pairs = kept.map((name) => [name, environment[name] ?? ""]);
	return {
		...Object.fromEntries(pairs),
		NODE_COMPILE_CACHE: join(root, ".cache", "compile"),
	};
}
