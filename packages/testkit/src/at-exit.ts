import { existsSync } from "node:fs";

const acts: (() => void)[] = [];

/** Runs `act`, which must be synchronous, when this test process ends; the last registered runs first. */
export function atExit(act: () => void): void {
	if (acts.length === 0)
		process.once("exit", () => {
			for (const registered of acts.toReversed()) registered();
		});
	acts.push(act);
}

/** Ends a process now and waits, without the event loop, until it is gone: for the last moment of a test file. */
export function endProcessSync(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch {
		return;
	}
	const cell = new Int32Array(new SharedArrayBuffer(4));
	for (let waitedMs = 0; waitedMs < 2_000; waitedMs += 10) {
		// A child that ended stays as a zombie until the event loop collects it; its files are closed by then.
		if (!existsSync(`/proc/${pid}/exe`)) return;
		Atomics.wait(cell, 0, 0, 10);
	}
}
