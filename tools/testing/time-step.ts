import type { Tally } from "./tally.ts";

export interface TimedStep {
	readonly name: string;
	/** The step fails when it takes longer; absent when it may take as long as it needs. */
	readonly budgetSeconds: number | undefined;
	readonly tally: Pick<Tally, "add" | "say">;
	/** Milliseconds from any beginning. */
	readonly nowMs?: () => number;
}

/** Says how long a step took. A throw, or more time than its budget, is a failure of the run under the step's name. */
export async function timeStep<T>(
	step: TimedStep,
	act: () => Promise<T>,
): Promise<T | undefined> {
	const { name, budgetSeconds, tally } = step;
	const nowMs = step.nowMs ?? (() => performance.now());
	const startedAtMs = nowMs();
	const fail = (error: string) =>
		tally.add({
			title: name,
			passed: 0,
			failures: [{ name, error }],
			skips: [],
			output: "",
			durationMs: nowMs() - startedAtMs,
		});
	try {
		const answer = await act();
		const seconds = (nowMs() - startedAtMs) / 1000;
		const of = budgetSeconds === undefined ? "" : ` of ${budgetSeconds} s`;
		tally.say(`  ${name}: ${seconds.toFixed(1)} s${of}`);
		if (budgetSeconds !== undefined && seconds > budgetSeconds)
			fail(
				`The step took ${seconds.toFixed(0)} s, more than its budget of ${budgetSeconds} s.\nFind what became slow. The budgets are in tools/testing/budgets.ts.`,
			);
		return answer;
	} catch (error) {
		fail(error instanceof Error ? error.message : String(error));
		return undefined;
	}
}
