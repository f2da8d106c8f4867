import { spawn } from "node:child_process";

export interface ToolAnswer {
	/** Null when it was killed. */
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

const keptCharacters = 8192;

/** Runs a small system program to its end with an empty environment; killed after `timeoutMs`. Rejects when it cannot be started. */
export function runTool(
	command: readonly [string, ...string[]],
	options: { readonly timeoutMs?: number; readonly cwd?: string } = {},
): Promise<ToolAnswer> {
	const [file, ...args] = command;
	return new Promise((resolve, reject) => {
		const child = spawn(file, args, {
			env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
			stdio: ["ignore", "pipe", "pipe"],
			timeout: options.timeoutMs ?? 10_000,
			killSignal: "SIGKILL",
			cwd: options.cwd ?? "/",
		});
		let stdout = "";
		let stderr = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			stdout = (stdout + text).slice(0, keptCharacters);
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr = (stderr + text).slice(0, keptCharacters);
		});
		child.on("error", reject);
		child.on("close", (code) => resolve({ code, stdout, stderr }));
	});
}
