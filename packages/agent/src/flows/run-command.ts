import { AppError, asAppError, type RunEnd } from "@quarterdeck/contract";
import { beginSpan } from "@quarterdeck/runtime";
import {
	leftFor,
	type RunOrderDeps,
	type RunRequest,
	runOrder,
} from "./run-order.ts";
import { createWaitingLine, LineFull } from "./waiting-line.ts";

/** Counts runs; plugged into the metrics of the process. */
export interface RunMeter {
	ended(outcome: RunEnd["outcome"], durationMs: number, bytes: number): void;
	refused(code: string): void;
}

/** Runs commands, a limited number at a time; others wait for their turn, which is shared between people evenly. */
export interface CommandRunner {
	/**
	 * Runs one command to its end. What never started is thrown, what started always has an end.
	 * @throws AppError AGENT_LATE, AGENT_BUSY, AGENT_STOPPING, CONFIGURATION_NOT_FOUND, PLUGIN_UNKNOWN, PLUGIN_NOT_FOUND,
	 * PLUGIN_NOT_STARTED, PLUGIN_UNSANDBOXED, SETTING_REFUSED, SECRET_REFUSED, SECRET_UNREADABLE, IDENTITY_UNMAPPED,
	 * IDENTITY_REFUSED.
	 */
	run(request: RunRequest): Promise<RunEnd>;
	running(): number;
	/** Calls `listener` at each change; returns how to stop that. */
	onChange(listener: () => void): () => void;
	/** Takes no new commands. Resolves when none runs any more, or after `graceMs`. */
	drain(graceMs: number): Promise<void>;
}

/** A command waits this long for its turn; whoever asked may do something else meanwhile, and is told when to come again. */
const maxWaitMs = 30_000;
const lineBounds = {
	waiting: 128,
	waitingOfOne: 32,
	heldBytes: 4_194_304,
} as const;

/** A runner with nothing to do. */
export function createCommandRunner(
	deps: RunOrderDeps & { readonly meter?: RunMeter },
): CommandRunner {
	const listeners = new Set<() => void>();
	const idle = new Set<() => void>();
	let draining = false;
	let recentMs = 1000;
	const line = createWaitingLine({
		clock: deps.clock,
		bounds: lineBounds,
		places: () =>
			deps.configuration.current()?.settings.concurrentCommands ?? 1,
	});

	function changed(): void {
		for (const listener of listeners) listener();
		if (line.running === 0) for (const tell of idle) tell();
	}
	function nameOfCluster(): string {
		return deps.configuration.current()?.clusterName ?? "this cluster";
	}
	function refuseWhenLate(request: RunRequest): void {
		const cluster = nameOfCluster();
		if (draining) throw new AppError("AGENT_STOPPING", { cluster });
		const leftMs = leftFor(request, deps.clock);
		if (leftMs > 0) return;
		const seconds = Math.ceil(-leftMs / 1000);
		throw new AppError("AGENT_LATE", { cluster, seconds });
	}
	async function admit(request: RunRequest): Promise<() => void> {
		refuseWhenLate(request);
		const { order, onWaiting, signal } = request;
		const leftMs = leftFor(request, deps.clock);
		try {
			return await line.enter({
				person: order.actor.personId,
				heldBytes: order.input?.length ?? 0,
				maxWaitMs: order.mayWait ? Math.min(maxWaitMs, leftMs) : 0,
				signal,
				onPosition: onWaiting,
			});
		} catch (error) {
			if (!(error instanceof LineFull)) throw error;
			const seconds = Math.min(30, Math.max(1, Math.ceil(recentMs / 1000)));
			throw new AppError("AGENT_BUSY", {
				cluster: nameOfCluster(),
				running: line.running,
				seconds,
			});
		}
	}
	async function runAdmitted(
		request: RunRequest,
		traceparent: string | undefined,
	): Promise<RunEnd> {
		const startedMs = deps.clock.monotonicMs();
		const end = await runOrder(request, { startedMs, traceparent }, deps);
		recentMs = recentMs * 0.8 + end.durationMs * 0.2;
		deps.meter?.ended(end.outcome, end.durationMs, end.outputBytes);
		return end;
	}
	return {
		running: () => line.running,
		onChange(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		async run(request) {
			let giveBack: (() => void) | undefined;
			const { commandId, runId, traceparent } = request.order;
			const span = beginSpan("run", {
				parent: traceparent,
				attributes: { commandId, runId },
			});
			try {
				giveBack = await admit(request);
				changed();
				return await runAdmitted(request, span.traceparent);
			} catch (error) {
				deps.meter?.refused(asAppError(error).code);
				throw error;
			} finally {
				span.end();
				giveBack?.();
				changed();
			}
		},
		async drain(graceMs) {
			draining = true;
			line.close(new AppError("AGENT_STOPPING", { cluster: nameOfCluster() }));
			if (line.running === 0) return;
			const { promise, resolve } = Promise.withResolvers<void>();
			idle.add(resolve);
			const timer = deps.clock.after(graceMs, resolve);
			await promise;
			timer.cancel();
		},
	};
}
