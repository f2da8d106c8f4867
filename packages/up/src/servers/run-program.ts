import { spawn } from "node:child_process";
import type { Environment } from "@quarterdeck/runtime";

export interface ProgramRun {
	readonly command: string;
	readonly args: readonly string[];
	readonly env: Environment;
	readonly cwd?: string;
	readonly uid?: number;
	readonly gid?: number;
	/** Killed after this long; default two minutes. */
	readonly timeoutMs?: number;
	/** Killed when it is aborted; that counts as an end without a code. */
	readonly signal?: AbortSignal;
}

export interface ProgramResult {
	/** The exit code; -1 when it could not be started, was killed or ran out of time. */
	readonly code: number;
	readonly stdout: string;
	/** Its standard error, or why it could not be started. */
	readonly stderr: string;
}

const maxOutputBytes = 8 * 1024 * 1024;

/** Runs a program to its end and answers with what it printed. Never throws: a missing program is an answer too. */
export function runProgram(run: ProgramRun): Promise<ProgramResult> {
	return new Promise((resolve) => {
		const child = spawn(run.command, run.args, {
			env: { ...run.env },
			stdio: ["ignore", "pipe", "pipe"],
			...(run.cwd === undefined ? {} : { cwd: run.cwd }),
			...(run.uid === undefined ? {} : { uid: run.uid }),
			...(run.gid === undefined ? {} : { gid: run.gid }),
			...(run.signal === undefined ? {} : { signal: run.signal }),
		});
		const stdout = collect(child.stdout);
		const stderr = collect(child.stderr);
		const timeoutMs = run.timeoutMs ?? 120_000;
		let late = "";
		const timer = setTimeout(() => {
			late = `${run.command} did not end within ${timeoutMs / 1000} s\n`;
			child.kill("SIGKILL");
		}, timeoutMs);
		child.once("error", (error) => {
			clearTimeout(timer);
			resolve({ code: -1, stdout: stdout(), stderr: error.message });
		});
		child.once("close", (code) => {
			clearTimeout(timer);
			resolve({
				code: code ?? -1,
				stdout: stdout(),
				stderr: late + stderr(),
			});
		});
	});
}

function collect(stream: NodeJS.ReadableStream): () => string {
	const chunks: Buffer[] = [];
	let bytes = 0;
	stream.on("data", (chunk: Buffer) => {
		if (bytes < maxOutputBytes) chunks.push(chunk);
		bytes += chunk.length;
	});
	return () => Buffer.concat(chunks).toString("utf8").slice(0, maxOutputBytes);
}
