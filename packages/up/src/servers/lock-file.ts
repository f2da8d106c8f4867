import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, resolve as resolvePath } from "node:path";
import { SetupError } from "./setup-error.ts";

/** A lock held by this process. */
export interface FileLock {
	/** Gives it back; the next waiter has it at once. */
	release(): Promise<void>;
}

/**
 * Takes the lock on `file` (made when missing) and answers undefined when another process kept it for `waitSeconds`.
 * The kernel frees it when this process ends, however it ends: a lock is never left behind. It is held by a small
 * child, because Node has no call for it; the child goes when our end of its pipe closes.
 * @throws SetupError when flock(1), part of every Linux's util-linux, is missing.
 */
export function lockFile(options: {
	readonly file: string;
	readonly waitSeconds: number;
	/** Who opens the file, where another user may write to its folder: that user's link would lead root astray. */
	readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}): Promise<FileLock | undefined> {
	const file = resolvePath(options.file);
	mkdirSync(dirname(file), { recursive: true });
	return new Promise((resolve, reject) => {
		const keeper = spawn(
			"flock",
			[
				"--exclusive",
				"--timeout",
				String(options.waitSeconds),
				"--no-fork",
				file,
				"sh",
				"-c",
				"echo held; exec cat",
			],
			// In a group of its own, so that a Ctrl-C at the terminal does not take the lock from a process still stopping.
			{
				stdio: ["pipe", "pipe", "ignore"],
				detached: true,
				cwd: "/",
				...options.user,
			},
		);
		const gone = new Promise<void>((done) =>
			keeper.once("close", () => done()),
		);
		keeper.stdin.on("error", () => {});
		keeper.once("error", (cause) =>
			reject(
				new SetupError(
					"flock is missing. Install the package util-linux and start again.",
					{ cause },
				),
			),
		);
		keeper.stdout.once("data", () => {
			for (const handle of [keeper, keeper.stdin, keeper.stdout]) unref(handle);
			resolve({
				release() {
					keeper.ref();
					keeper.stdin.end();
					return gone;
				},
			});
		});
		void gone.then(() => resolve(undefined));
	});
}

// A held lock must not keep the process alive. Pipes of a child are sockets, though their type does not say so.
function unref(handle: object): void {
	if ("unref" in handle && typeof handle.unref === "function") handle.unref();
}
