import { AppError, asAppError, type RunEnd } from "@quarterdeck/contract";
import {
	leftFor,
	type RunOrderDeps,
	type RunRequest,
	runOrder,
} from "./run-order.ts";

/** Counts runs; plugged into the metrics of the process. */
export interface RunMeter {
	ended(outcome: RunEnd["outcome"], durationMs: number, bytes: number): void;
	refused(code: string): void;
}

/** Runs commands, a limited number at a time. */
export interface CommandRunner {
	/**
	 * Runs one command to its end. What never started is thrown, what started always has an end.
	 * @throws AppError AGENT_LATE, AGENT_BUSY, AGENT_STOPPING, CONFIGURATION_NOT_FOUND, PLUGIN_UNKNOWN, PLUGIN_NOT_FOUND,
	 * PLUGIN_NOT_STARTED, PLUGIN_UNSANDBOXED, SETTING_REFUSED, IDENTITY_UNMAPPED, IDENTITY_REFUSED.
	 */
	run(request: RunRequest): Promise<RunEnd>;
	running(): number;
	/** Calls `listener` at each change; returns how to stop that. */
	onChange(listener: () => void): () => void;
	/** Takes no new commands. Resolves when none runs any more, or after `graceMs`. */
	drain(graceMs: number): Promise<void>;
}

/** A runner with nothing to do. */
export function createCommandRunner(
	deps: RunOrderDeps & { readonly meter?: RunMeter },
): CommandRunner {
	const listeners = new Set<() => void>();
	const idle = new Set<() => void>();
	let running = 0;
	let draining = false;
	let recentMs = 1000;

	function count(change: number): void {
		running += change;
		for (const listener of listeners) listener();
		if (running === 0) for (const tell of idle) tell();
	}
	function admit(request: RunRequest): void {
		const configuration = deps.configuration.current();
		const cluster = configuration?.clusterName ?? "this cluster";
		if (draining) throw new AppError("AGENT_STOPPING", { cluster });
		const leftMs = leftFor(request, deps.clock);
		if (leftMs <= 0) {
			const seconds = Math.ceil(-leftMs / 1000);
			throw new AppError("AGENT_LATE", { cluster, seconds });
		}
		if (running >= (configuration?.settings.concurrentCommands ?? 1)) {
			const seconds = Math.min(30, Math.max(1, Math.ceil(recentMs / 1000)));
			throw new AppError("AGENT_BUSY", { cluster, running, seconds });
		}
	}
	return {
		running: () => running,
		onChange(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		async run(request) {
			const startedMs = deps.clock.monotonicMs();
			try {
				admit(request);
			} catch (error) {
				deps.meter?.refused(asAppError(error).code);
				throw error;
			}
			count(1);
			try {
				const end = await runOrder(request, startedMs, deps);
				recentMs = recentMs * 0.8 + end.durationMs * 0.2;
				deps.meter?.ended(end.outcome, end.durationMs, end.outputBytes);
				return end;
			} catch (error) {
				deps.meter?.refused(asAppError(error).code);
				throw error;
			} finally {
				count(-1);
			}
		},
		async drain(graceMs) {
			draining = true;
			if (running === 0) return;
			const { promise, resolve } = Promise.withResolvers<void>();
			idle.add(resolve);
			const timer = deps.clock.after(graceMs, resolve);
			await promise;
			timer.cancel();
		},
	};
}
