import type { Terminal } from "@quarterdeck/cli";

/** What stops first, and what after it. Things of one stage stop side by side. */
const stages = ["agents", "control plane", "servers", "folder"] as const;
export type Stage = (typeof stages)[number];

/** Something that runs and can be stopped. */
export interface Stoppable {
	stop(): Promise<void> | void;
}

/** What must be undone at the end, also what was still starting when the end came. */
export interface Shutdown {
	/** Aborted when the end begins: what is still starting gives up. */
	readonly signal: AbortSignal;
	/** Notes how to stop something that is starting; should the end come first, it is waited for and then stopped. */
	keep<T extends Stoppable>(stage: Stage, starting: Promise<T>): Promise<T>;
	/** Stops everything, stage by stage. What does not stop is told and does not hold up the rest. */
	all(): Promise<void>;
}

/** Nothing to undo yet. */
export function createShutdown(terminal: Pick<Terminal, "say">): Shutdown {
	const ending = new AbortController();
	const kept: { stage: Stage; starting: Promise<Stoppable> }[] = [];

	async function end(starting: Promise<Stoppable>): Promise<void> {
		// What did not start needs no stopping, and whoever waits for it hears why.
		const started = await starting.catch(() => undefined);
		try {
			await started?.stop();
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			terminal.say(`qd: something did not stop cleanly: ${reason}\n`);
		}
	}
	return {
		signal: ending.signal,
		keep(stage, starting) {
			if (ending.signal.aborted) void end(starting);
			else kept.push({ stage, starting });
			return starting;
		},
		async all() {
			ending.abort(new Error("it was stopped while it was starting"));
			for (const stage of stages) {
				const these = kept.filter((one) => one.stage === stage).toReversed();
				await Promise.all(these.map(({ starting }) => end(starting)));
			}
		},
	};
}
