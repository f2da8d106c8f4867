import { exitCodes, removeSession, writeSession } from "@quarterdeck/cli";
import { cacheDirOf } from "../installation/cache-dir.ts";
import { ensureMasterKey } from "../installation/master-key.ts";
import { openPortRegistry } from "../installation/port-registry.ts";
import {
	openStateFolder,
	removeWhenEmpty,
} from "../installation/state-folder.ts";
import type { MachineContext } from "../machine-context.ts";
import { createShutdown, type Shutdown } from "../processes/shutdown.ts";
import { createReloader } from "../reload/reloader.ts";
import { findOwnKubeconfig } from "./own-kubeconfig.ts";
import { type RunningSystem, startSystem } from "./start-system.ts";
import { type Stopwatch, startStopwatch } from "./stopwatch.ts";
import type { UpOptions } from "./up-options.ts";
import { welcomeMessage } from "./welcome-message.ts";

/**
 * Starts the whole system, tells how to use it, keeps it running until Ctrl-C, and stops all it started: agents first,
 * then the control plane, then what it stands on. State is kept in the state folder; with `ephemeral` in a temporary one
 * that is removed.
 * @returns the exit code.
 */
export async function runUntilStopped(
	options: UpOptions,
	machine: MachineContext,
): Promise<number> {
	const { terminal } = machine;
	const stopwatch = startStopwatch();
	const shutdown = createShutdown(terminal);
	const interruption = listenForStop(machine);
	try {
		const started = start(options, { machine, shutdown, stopwatch });
		// Interrupted while starting, what fails from then on fails because it was told to.
		started.catch(() => {});
		const system = await Promise.race([started, interruption.happened]);
		await interruption.happened;
		terminal.say(
			"\nqd: stopping everything (press Ctrl-C again to exit immediately)\n",
		);
		return system ? exitCodes.done : exitCodes.interrupted;
	} finally {
		await shutdown.run();
		interruption.end();
	}
}

/** The first Ctrl-C (or SIGTERM) asks for an orderly end; the second leaves, and the kernel ends what we started. */
function listenForStop({ terminal }: MachineContext): {
	readonly happened: Promise<undefined>;
	end(): void;
} {
	const { promise, resolve } = Promise.withResolvers<undefined>();
	let asked = false;
	const ask = () => {
		if (asked) process.exit(exitCodes.interrupted);
		asked = true;
		resolve(undefined);
	};
	const stopListening = terminal.onInterrupt(ask);
	process.on("SIGTERM", ask);
	return {
		happened: promise,
		end() {
			stopListening();
			process.off("SIGTERM", ask);
		},
	};
}

async function start(
	options: UpOptions,
	parts: {
		readonly machine: MachineContext;
		readonly shutdown: Shutdown;
		readonly stopwatch: Stopwatch;
	},
): Promise<RunningSystem> {
	const { machine, shutdown, stopwatch } = parts;
	const { terminal, environment } = machine;
	const own = options.demo
		? undefined
		: findOwnKubeconfig(options, environment);
	const folder = await shutdown.add(
		"folder",
		openStateFolder({
			stateDir: machine.stateDir,
			ephemeral: options.ephemeral === true,
		}),
	);
	const { installation } = folder;
	const say = (line: string) => terminal.say(`qd: ${line}\n`);
	const reloader = options.reload
		? createReloader({ root: machine.root, say })
		: undefined;
	if (reloader) void shutdown.add("agents", Promise.resolve(reloader));
	ensureMasterKey(installation, say);
	const system = await startSystem({
		...parts,
		options,
		installation,
		own,
		ports: openPortRegistry(installation.ports),
		cacheDir: cacheDirOf(machine),
		say,
		reloader,
		form: options.reload ? "sources" : "bundle",
		signal: shutdown.signal,
	});
	shutdown.signal.throwIfAborted();
	keepLocalSession(system, options, machine, shutdown);
	const { tookMs } = stopwatch;
	terminal.out(
		welcomeMessage(system, options, { tookMs, dir: installation.dir }),
	);
	if (environment.QD_LOG_LEVEL === "debug")
		terminal.say(`qd: ${stopwatch.summary()}\n`);
	return system;
}

/** A session for the other terminals of this user, for as long as this process lives. */
function keepLocalSession(
	system: RunningSystem,
	options: UpOptions,
	{ localSessions, stateDir }: MachineContext,
	shutdown: Shutdown,
): void {
	const file = options.ephemeral ? localSessions.ephemeral : localSessions.kept;
	const { pid } = process;
	writeSession(file, {
		url: system.url,
		token: system.apiToken,
		socket: system.socket,
		email: options.email,
		pid,
	});
	const stop = () => {
		removeSession(file, pid);
		removeWhenEmpty(stateDir);
	};
	void shutdown.add("agents", Promise.resolve({ stop }));
}
