import { describeError, type Log } from "./log.ts";

/** Something that was started and must be stopped. */
export interface Living {
	stop(): Promise<void> | void;
}

/**
 * The life of a process: parts start in order and stop in reverse. A part that fails to start stops those before it.
 * The first SIGTERM or SIGINT stops in order; a second one, or a stop that takes too long, ends at once.
 */
export interface Life {
	/** Starts a part and remembers to stop it. */
	start<T extends Living>(name: string, make: () => Promise<T> | T): Promise<T>;
	/** Remembers something to do at the end. */
	atEnd(name: string, act: () => Promise<void> | void): void;
	/** Resolves when the process was asked to stop, by a signal or by `end`. */
	readonly ended: Promise<string>;
	/** Asks for the end from inside. */
	end(reason: string): void;
	/** Stops everything, last first. Each part is waited for; a failure is logged and the rest goes on. */
	stopAll(): Promise<void>;
}

/** A life that nobody's signals reach; `superviseProcess` ties one to the process. */
export function createLife(log: Log): Life {
	const parts: { name: string; stop: () => Promise<void> | void }[] = [];
	const { promise: ended, resolve: end } = Promise.withResolvers<string>();
	let stopping: Promise<void> | undefined;

	async function stopParts(): Promise<void> {
		for (let part = parts.pop(); part; part = parts.pop()) {
			try {
				await part.stop();
			} catch (error) {
				log.error("a part did not stop cleanly", { name: part.name, error });
			}
		}
	}
	return {
		ended,
		end,
		atEnd(name, stop) {
			parts.push({ name, stop });
		},
		async start(name, make) {
			const part = await make();
			parts.push({ name, stop: () => part.stop() });
			log.debug("started", { name });
			return part;
		},
		stopAll() {
			stopping ??= stopParts();
			return stopping;
		},
	};
}

/**
 * Runs a process from start to end: `begin` starts its parts, a signal (or `life.end`) stops them, the exit code says how it went.
 * What nobody caught ends the process: a process does not go on in a state that nobody foresaw.
 */
export async function superviseProcess(options: {
	readonly log: Log;
	readonly begin: (life: Life) => Promise<void>;
	/** Stopping longer than this ends the process with code 1. */
	readonly stopWithinMs?: number;
}): Promise<void> {
	const life = createLife(options.log);
	listenToSignals(life, options.log);
	let exitCode = 0;
	try {
		await options.begin(life);
		const reason = await life.ended;
		options.log.info("stopping", { reason });
	} catch (error) {
		options.log.error("could not start", { reason: describeError(error) });
		exitCode = 1;
	}
	const late = setTimeout(
		() => process.exit(1),
		options.stopWithinMs ?? 20_000,
	);
	await life.stopAll();
	clearTimeout(late);
	process.exit(exitCode);
}

function listenToSignals(life: Life, log: Log): void {
	let asked = false;
	const onSignal = (signal: NodeJS.Signals): void => {
		if (asked) process.exit(130);
		asked = true;
		life.end(signal);
	};
	process.on("SIGTERM", onSignal);
	process.on("SIGINT", onSignal);
	const onAccident = (error: unknown): void => {
		try {
			log.error("uncaught error", { error });
		} finally {
			// Also where nothing can be said any more, as on a full disk.
			process.exit(1);
		}
	};
	process.on("uncaughtException", onAccident);
	process.on("unhandledRejection", onAccident);
}
