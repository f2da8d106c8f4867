/** Collects what must be stopped, and stops it, last first, when the block that asked is left. */
export interface UntilDone extends AsyncDisposable {
	after(act: () => void | Promise<void>): void;
}

export function untilDone(): UntilDone {
	const acts: (() => void | Promise<void>)[] = [];
	return {
		after(act) {
			acts.push(act);
		},
		async [Symbol.asyncDispose]() {
			for (let act = acts.pop(); act; act = acts.pop()) await act();
		},
	};
}
