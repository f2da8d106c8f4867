import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessEnd } from "../servers/index.ts";
import { describeEnd } from "./start-program.ts";

/** A process that can end by itself. */
export interface Restartable {
	readonly ended: Promise<ProcessEnd>;
	/** Also takes away what an ended one left behind; safe to repeat. */
	stop(): Promise<void>;
}

/** Something that is kept running until it is told to stop. */
export interface KeptRunning<T extends Restartable> {
	/** The one that runs now, or ran last. */
	readonly current: () => T;
	/** Ends it and starts it again at once, also when it is waiting for its next start. */
	restart(): Promise<void>;
	stop(): Promise<void>;
}

export interface KeepRunningOptions<T extends Restartable> {
	/** What a person calls it. */
	readonly name: string;
	/** @param previous the one that ended, when it is not the first. */
	readonly start: (previous: T | undefined) => Promise<T>;
	readonly say: (line: string) => void;
	/** Waits that long, or until the signal. */
	readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
	/** Milliseconds from any beginning. */
	readonly nowMs?: () => number;
}

/** Lived this long, it counts as healthy and the next restart is quick again. */
const healthyAfterMs = 60_000;
const longestPauseMs = 30_000;

/**
 * Keeps a process running: when it ends unasked, says so and starts it again, soon first and then slower (at most every
 * 30 s), for as long as it takes. What it was doing it must be able to take up by itself.
 * @throws what the first start throws.
 */
export async function keepRunning<T extends Restartable>(
	options: KeepRunningOptions<T>,
): Promise<KeptRunning<T>> {
	const { name, start, say } = options;
	const pause = options.pause ?? pauseFor;
	const nowMs = options.nowMs ?? (() => performance.now());
	const stopping = new AbortController();
	let running = await start(undefined);

	let failures = 0;
	let isRestartAsked = false;
	let waiting = new AbortController();

	/** @returns whether it runs again; a start that failed is told and counts as another failure. */
	async function startAgain(): Promise<boolean> {
		const isUrgent = failures === 0 || isRestartAsked;
		const waitMs = isUrgent ? 0 : 250 * 2 ** Math.min(failures, 10);
		waiting = new AbortController();
		await pause(
			Math.min(longestPauseMs, waitMs),
			AbortSignal.any([stopping.signal, waiting.signal]),
		);
		if (stopping.signal.aborted) return false;
		isRestartAsked = false;
		try {
			await running.stop();
			running = await start(running);
			say(`the ${name} is running again`);
			return true;
		} catch (error) {
			failures += 1;
			say(error instanceof Error ? error.message : String(error));
			return false;
		}
	}
	async function keep(): Promise<void> {
		while (!stopping.signal.aborted) {
			const sinceMs = nowMs();
			// Asked for while it was starting: it may have read the old sources.
			if (isRestartAsked) await running.stop();
			const end = await running.ended;
			if (stopping.signal.aborted) return;
			if (!isRestartAsked) {
				failures = nowMs() - sinceMs > healthyAfterMs ? 0 : failures + 1;
				say(`the ${name} ${describeEnd(end)}; restarting it`);
			}
			while (!(await startAgain())) if (stopping.signal.aborted) return;
		}
	}
	const kept = keep();
	return {
		current: () => running,
		async restart() {
			isRestartAsked = true;
			failures = 0;
			waiting.abort();
			await running.stop();
		},
		async stop() {
			stopping.abort();
			await running.stop();
			await kept;
			// It may have been started again at this very moment.
			await running.stop();
		},
	};
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
	await sleep(ms, undefined, { signal }).catch(() => {});
}
