import { join } from "node:path";
import { type RunningProgram, startProgram } from "./program.ts";
import type { Bus, GroundOptions } from "./start-ground.ts";
import { watchOver } from "./watch-over.ts";

/** The control plane, kept running. */
export interface ControlPlane {
	readonly url: string;
	stop(): Promise<void>;
}

/** Starts the control plane and keeps it running on the same port. */
export async function startControlPlane(
	ground: GroundOptions & { readonly databaseUrl: string; readonly bus: Bus },
): Promise<ControlPlane> {
	const port =
		ground.options.port ?? (await ground.ports.choose("control plane", 7410));
	const url = `http://127.0.0.1:${port}`;
	const watched = await watchOver(
		() => startOnce(ground, port, url),
		ground.surroundings.terminal.say,
	);
	return { url, stop: watched.stop };
}

function startOnce(
	ground: GroundOptions & { readonly databaseUrl: string; readonly bus: Bus },
	port: number,
	url: string,
): Promise<RunningProgram> {
	const { installation, surroundings, options, say } = ground;
	return startProgram({
		name: "control plane",
		script: "packages/controlplane/src/main.ts",
		args: [],
		env: {
			...processEnvironment(surroundings),
			DATABASE_URL: ground.databaseUrl,
			QD_NATS_URL: ground.bus.url,
			QD_NATS_KEYS: ground.bus.keysFile,
			QD_PORT: String(port),
			QD_PUBLIC_URL: url,
			QD_OBJECTS_DIR: installation.objects,
			QD_MASTER_KEY_FILE: installation.masterKey,
			QD_BOOTSTRAP_FILE: installation.bootstrap,
			QD_OWNER_EMAIL: options.email,
			QD_ORGANISATION: options.demo ? "demo" : "house",
		},
		root: surroundings.root,
		logFile: installation.log("control-plane"),
		onTrouble: (line) => say(`control plane: ${line}`),
	});
}

/** What a child of ours needs of our environment, and no more: tokens and secrets of the shell stay in the shell. */
export function processEnvironment({
	environment,
	root,
}: GroundOptions["surroundings"]): Record<string, string> {
	const kept = [
		"PATH",
		"HOME",
		"LANG",
		"LC_ALL",
		"TZ",
		"TMPDIR",
		"QD_LOG_LEVEL",
	].filter((name) => environment[name] !== undefined);
	const pairs = kept.map((name) => [name, environment[name] ?? ""]);
	return {
		...Object.fromEntries(pairs),
		NODE_COMPILE_CACHE: join(root, ".cache", "compile"),
	};
}
