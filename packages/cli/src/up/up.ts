import { exitCodes } from "../exit-codes.ts";
import { removeSession, writeSession } from "../session/session-file.ts";
import type { Surroundings } from "../surroundings.ts";
import { cacheDirOf } from "./cache-dir.ts";
import { openPortBook } from "./choose-port.ts";
import { createEndings, type Endings } from "./endings.ts";
import { findOwnKubeconfig } from "./own-kubeconfig.ts";
import { provideMasterKey } from "./start-ground.ts";
import { type House, startHouse } from "./start-house.ts";
import { openStateFolder, removeWhenEmpty } from "./state-folder.ts";
import { type Stopwatch, startStopwatch } from "./stopwatch.ts";
import { howToUse } from "./tell-how-to-use.ts";
import type { UpOptions } from "./up-options.ts";

/**
 * Starts the whole system, tells how to use it, keeps it running until Ctrl-C, and stops all it started: agents first,
 * then the control plane, then what it stands on. State is kept in the state folder; with `ephemeral` in a temporary one
 * that is removed.
 * @returns the exit code.
 */
export async function up(
	options: UpOptions,
	surroundings: Surroundings,
): Promise<number> {
	const { terminal } = surroundings;
	const stopwatch = startStopwatch();
	const endings = createEndings(terminal);
	const interruption = listenForEnd(surroundings);
	try {
		const started = start(options, { surroundings, endings, stopwatch });
		// Interrupted while starting, what fails from then on fails because it was told to.
		started.catch(() => {});
		const house = await Promise.race([started, interruption.happened]);
		await interruption.happened;
		terminal.say(
			"\nqd: stopping what was started (Ctrl-C again leaves at once)\n",
		);
		return house ? exitCodes.done : exitCodes.interrupted;
	} finally {
		await endings.all();
		interruption.end();
	}
}

/** The first Ctrl-C (or SIGTERM) asks for an orderly end; the second leaves, and the kernel ends what we started. */
function listenForEnd({ terminal }: Surroundings): {
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
		readonly surroundings: Surroundings;
		readonly endings: Endings;
		readonly stopwatch: Stopwatch;
	},
): Promise<House> {
	const { surroundings, endings, stopwatch } = parts;
	const { terminal, environment } = surroundings;
	const own = options.demo
		? undefined
		: findOwnKubeconfig(options, environment);
	const folder = await endings.keep(
		"folder",
		openStateFolder({
			stateDir: surroundings.stateDir,
			ephemeral: options.ephemeral === true,
		}),
	);
	const { installation } = folder;
	const say = (line: string) => terminal.say(`qd: ${line}\n`);
	provideMasterKey(installation, say);
	const house = await startHouse({
		...parts,
		options,
		installation,
		own,
		ports: openPortBook(installation.ports),
		cacheDir: cacheDirOf(surroundings),
		say,
		signal: endings.signal,
	});
	endings.signal.throwIfAborted();
	letIn(house, options, surroundings, endings);
	const { tookMs } = stopwatch;
	terminal.out(howToUse(house, options, { tookMs, dir: installation.dir }));
	if (environment.QD_LOG_LEVEL === "debug")
		terminal.say(`qd: ${stopwatch.told()}\n`);
	return house;
}

/** A session for the other terminals of this user, for as long as this process lives. */
function letIn(
	house: House,
	options: UpOptions,
	{ sessions, stateDir }: Surroundings,
	endings: Endings,
): void {
	const file = options.ephemeral ? sessions.ephemeral : sessions.local;
	const { pid } = process;
	writeSession(file, {
		url: house.url,
		token: house.apiToken,
		email: options.email,
		pid,
	});
	const stop = () => {
		removeSession(file, pid);
		removeWhenEmpty(stateDir);
	};
	void endings.keep("agents", Promise.resolve({ stop }));
}
