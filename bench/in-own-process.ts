import { fork } from "node:child_process";
import { once } from "node:events";

/** Something that runs in a process of its own, so that what is measured does not share a thread with what measures. */
export interface OwnProcess<T> extends AsyncDisposable {
	readonly said: T;
	/** Milliseconds of processor time it has used so far, on all its threads. */
	cpuMs(): Promise<number>;
}

/**
 * Runs a module whose `serve` export starts something and answers what others need to know of it.
 * It is stopped when the process that asked goes away.
 */
export async function inOwnProcess<T>(
	module: URL,
	argument: unknown,
): Promise<OwnProcess<T>> {
	const child = fork(
		new URL("./serve-module.ts", import.meta.url),
		[module.href, JSON.stringify(argument)],
		{ stdio: ["ignore", "inherit", "inherit", "ipc"] },
	);
	const ended = once(child, "exit").then(([code]) => {
		throw new Error(
			`${module.pathname} ended with code ${code} before it was ready`,
		);
	});
	const [said] = (await Promise.race([once(child, "message"), ended])) as [T];
	ended.catch(() => {});
	return {
		said,
		async cpuMs() {
			const answer = once(child, "message");
			child.send("cpu");
			const [{ cpuMs }] = (await answer) as [{ readonly cpuMs: number }];
			return cpuMs;
		},
		async [Symbol.asyncDispose]() {
			const gone = once(child, "exit");
			child.disconnect();
			await gone;
		},
	};
}
