/** Collects what must be stopped, and stops it, last first, when the block that asked is left. */
export interface UntilDone extends AsyncDisposable {
	after(act: () => void | Promise<void>): void;
}

/** Everything is stopped, also behind something that fails to stop; its end then throws what failed. */
export function untilDone(): UntilDone {
	const acts: (() => void | Promise<void>)[] = [];
	return {
		after(act) {
			acts.push(act);
		},
		async [Symbol.asyncDispose]() {
			const failures: unknown[] = [];
			for (let act = acts.pop(); act; act = acts.pop())
				try {
					await act();
				} catch (error) {
					failures.push(error);
				}
			if (failures.length === 1) throw failures[0];
			if (failures.length > 1)
				throw new AggregateError(failures, "Several things failed to stop.");
		},
	};
}
