import type { Terminal } from "@quarterdeck/cli";

/** What stops first, and what after it. Things of one stage stop side by side. */
const stages = ["agents", "control plane", "servers", "folder"] as const;
export type Stage = (typeof stages)[number];

/** Something that runs and can be stopped. */
export interface Stoppable {
	stop(): Promise<void> | void;
}

/** What must be stopped at the end, also what is still starting then. */
export interface Shutdown {
	/** Aborted when the shutdown begins: what is still starting gives up. */
	readonly signal: AbortSignal;
	/** Adds something that is starting; when the shutdown comes first, it is awaited and then stopped. */
	add<T extends Stoppable>(stage: Stage, starting: Promise<T>): Promise<T>;
	/** Stops everything, stage by stage. A failure is printed and does not hold up the rest. */
	run(): Promise<void>;
}

/** A shutdown with nothing to stop yet. */
export function createShutdown(terminal: Pick<Terminal, "say">): Shutdown {
	const begun = new AbortController();
	const added: { stage: Stage; starting: Promise<Stoppable> }[] = [];

	async function stop(starting: Promise<Stoppable>): Promise<void> {
		// What did not start needs no stopping, and whoever waits for it hears why.
		const started = await starting.catch(() => undefined);
		try {
			await started?.stop();
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			terminal.say(`qd: a process did not stop cleanly: ${reason}\n`);
		}
	}
	return {
		signal: begun.signal,
		add(stage, starting) {
			if (begun.signal.aborted) void stop(starting);
			else added.push({ stage, starting });
			return starting;
		},
		async run() {
			begun.abort(new Error("stopped while starting"));
			for (const stage of stages) {
				const these = added.filter((one) => one.stage === stage).toReversed();
				await Promise.all(these.map(({ starting }) => stop(starting)));
			}
		},
	};
}
