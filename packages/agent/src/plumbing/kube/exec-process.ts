import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Process groups of credential programs that run now. */
const running = new Set<number>();
let isWatching = false;

/** Has a program's group killed when this process ends, however it comes to call its exit. Returns how to stop that. */
export function endWithAgent(pid: number | undefined): () => void {
	if (pid === undefined) return () => {};
	if (!isWatching) {
		isWatching = true;
		process.once("exit", () => {
			for (const group of running) killGroup(group);
		});
	}
	running.add(pid);
	return () => void running.delete(pid);
}

/**
 * Kills a program and all that it started in its group. One that is gone is killed already, and one that became another user, as by
 * sudo, cannot be: it loses its pipes.
 */
export function killGroup(pid: number | undefined): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, "SIGKILL");
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : "";
		if (code !== "ESRCH" && code !== "EPERM") throw error;
	}
}

/**
 * The command, put behind the tool that has the kernel kill it when this process is killed without a word. As it is where that tool
 * is missing, and where the command cannot be found, so that starting it says so.
 */
export function diesWithAgent(
	command: string,
	environment: Readonly<Record<string, string | undefined>>,
): [string, ...string[]] {
	const tool = findProgram("setpriv", "/usr/bin:/bin:/usr/sbin:/sbin");
	const program = command.includes("/")
		? runnable(command)
		: findProgram(command, environment.PATH ?? "");
	return tool !== undefined && program !== undefined
		? [tool, "--pdeathsig", "KILL", "--", program]
		: [command];
}

function findProgram(name: string, path: string): string | undefined {
	return path
		.split(delimiter)
		.filter((folder) => folder !== "")
		.map((folder) => join(folder, name))
		.find((file) => runnable(file) !== undefined);
}

function runnable(file: string): string | undefined {
	try {
		accessSync(file, constants.X_OK);
		return file;
	} catch {
		return undefined;
	}
}
