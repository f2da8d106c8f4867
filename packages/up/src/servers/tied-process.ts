import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Environment } from "@quarterdeck/runtime";
import { findInPath } from "./find-in-path.ts";

export interface TiedProcessOptions {
	readonly command: string;
	readonly args: readonly string[];
	readonly env: Environment;
	readonly cwd?: string;
	readonly uid?: number;
	readonly gid?: number;
	/** Sent by the kernel when this process dies without stopping the child. */
	readonly orphanSignal: "KILL" | "INT" | "QUIT";
	/** Every line of its output and standard error. */
	readonly onLine: (line: string) => void;
}

export interface ProcessEnd {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	/** Set when it could not be started at all. */
	readonly error?: Error;
}

/** A server process that ends with us, however we end. */
export interface TiedProcess {
	/** 0 when it could not be started. */
	readonly pid: number;
	/** Resolves when it has ended and all its lines were delivered. */
	readonly ended: Promise<ProcessEnd>;
	signal(name: NodeJS.Signals): void;
	/** Sends `first`, and SIGKILL when it has not ended after `graceMs`. */
	stop(first: NodeJS.Signals, graceMs: number): Promise<ProcessEnd>;
	/** Lets our process end while this one still runs; the kernel then ends it. */
	unref(): void;
}

/**
 * Starts a program that does not outlive us: setpriv(1) asks the kernel for a signal at our death, which works
 * where a SIGKILL leaves us no last word. It runs in a session of its own, so a Ctrl-C reaches us alone and we
 * stop it in order. Where setpriv is missing it is started untied.
 *
 * To be called on the main thread: the kernel counts the death of the starting thread.
 */
export function startTiedProcess(options: TiedProcessOptions): TiedProcess {
	const child = spawn(...tied(options), {
		env: { ...options.env },
		stdio: ["ignore", "pipe", "pipe"],
		detached: true,
		...(options.cwd === undefined ? {} : { cwd: options.cwd }),
		...(options.uid === undefined ? {} : { uid: options.uid }),
		...(options.gid === undefined ? {} : { gid: options.gid }),
	});
	for (const stream of [child.stdout, child.stderr])
		createInterface({ input: stream }).on("line", options.onLine);
	const ended = endOf(child);
	return {
		pid: child.pid ?? 0,
		ended,
		signal: (name) => void child.kill(name),
		stop(first, graceMs) {
			child.kill(first);
			const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
			return ended.finally(() => clearTimeout(timer));
		},
		unref() {
			for (const handle of [child, child.stdout, child.stderr]) unref(handle);
		},
	};
}

function tied(options: TiedProcessOptions): [string, string[]] {
	const setpriv = findInPath("setpriv", options.env)[0];
	if (!setpriv) return [options.command, [...options.args]];
	const tie = ["--pdeathsig", options.orphanSignal, "--", options.command];
	return [setpriv, [...tie, ...options.args]];
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
	return new Promise((resolve) => {
		child.once("error", (error) =>
			resolve({ code: null, signal: null, error }),
		);
		child.once("close", (code, signal) => resolve({ code, signal }));
	});
}

function unref(handle: object): void {
	if ("unref" in handle && typeof handle.unref === "function") handle.unref();
}
