import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReportLine } from "./event-reporter.ts";

export interface Failure {
	readonly name: string;
	readonly error: string;
}

export interface Skip {
	readonly name: string;
	readonly why: string;
}

/** How one test file, or one check that counts as a test, ended. */
export interface TestResult {
	/** Path from the repository's root, or the check's name. */
	readonly title: string;
	readonly passed: number;
	readonly failures: readonly Failure[];
	readonly skips: readonly Skip[];
	readonly durationMs: number;
	/** The end of what it printed besides its results. */
	readonly output: string;
	/** What failed when it ran for the first time; this is the second. */
	readonly failedBefore?: readonly Failure[];
}

export interface TestFileRun {
	readonly file: string;
	readonly rootDir: string;
	readonly env: NodeJS.ProcessEnv;
	/** Killed after this long, with what it started. */
	readonly timeoutMs: number;
	/** Kills it when aborted. */
	readonly signal: AbortSignal;
}

const reporter = fileURLToPath(new URL("./event-reporter.ts", import.meta.url));
const maxOutput = 20_000;

/** Runs one test file in a process of its own. Whatever it does, hang, crash or leave early, is an answer. */
export async function runTestFile(run: TestFileRun): Promise<TestResult> {
	const folder = await makeFolder();
	const report = join(folder, "report");
	const startedAtMs = performance.now();
	try {
		const env = { ...run.env, TMPDIR: folder };
		const end = await runNode({ ...run, env }, report);
		return {
			title: run.file,
			durationMs: performance.now() - startedAtMs,
			output: end.output,
			...judge(readReport(report), end, run),
		};
	} finally {
		await removeFolder(folder);
	}
}

/** The file's own place for temporary files, so that nothing stays when it is killed. */
async function makeFolder(): Promise<string> {
	// A short name: paths of sockets are limited. Other users, such as a database's, may pass but not look.
	const folder = await mkdtemp(join(tmpdir(), "qd-"));
	await chmod(folder, 0o711);
	return folder;
}

async function removeFolder(folder: string): Promise<void> {
	// A server of a killed file may still write its last words.
	const patience = { maxRetries: 10, retryDelay: 100 };
	await rm(folder, { recursive: true, force: true, ...patience });
}

interface End {
	readonly reason: "exit" | "timeout" | "aborted";
	readonly code: number | null;
	readonly signal: string | null;
	readonly output: string;
}

function runNode(run: TestFileRun, report: string): Promise<End> {
	const { NODE_TEST_CONTEXT: _, ...env } = run.env;
	const child = spawn(
		process.execPath,
		[
			`--test-reporter=${reporter}`,
			`--test-reporter-destination=${report}`,
			run.file,
		],
		// A group of its own, so that what it started can be killed with it.
		{
			cwd: run.rootDir,
			env,
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
		},
	);
	let output = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (chunk: Buffer) => {
			output = (output + chunk.toString("utf8")).slice(-maxOutput);
		});
	return new Promise((resolve) => {
		let reason: End["reason"] = "exit";
		const kill = (why: "timeout" | "aborted") => {
			reason = why;
			killGroup(child.pid);
		};
		const timer = setTimeout(() => kill("timeout"), run.timeoutMs);
		const abort = () => kill("aborted");
		run.signal.addEventListener("abort", abort, { once: true });
		if (run.signal.aborted) abort();
		const finish = (code: number | null, signal: string | null) => {
			clearTimeout(timer);
			run.signal.removeEventListener("abort", abort);
			killGroup(child.pid);
			resolve({ reason, code, signal, output });
		};
		child.once("error", (error) => {
			output += error.message;
			finish(null, null);
		});
		// Not "close": a process the file left behind would hold the pipes open.
		child.once("exit", (code, signal) => setImmediate(finish, code, signal));
	});
}

function killGroup(pid: number | undefined): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// The whole group has ended: as it should.
	}
}

function readReport(path: string): ReportLine[] {
	try {
		return readFileSync(path, "utf8")
			.split("\n")
			.filter((line) => line.endsWith("}"))
			.map((line): ReportLine => JSON.parse(line));
	} catch {
		return [];
	}
}

function judge(
	lines: readonly ReportLine[],
	end: End,
	run: TestFileRun,
): Pick<TestResult, "passed" | "failures" | "skips"> {
	const failures = lines.filter((line) => line.kind === "failed");
	const finished = lines.some((line) => line.kind === "finished");
	const fault = faultOf(end, finished, failures.length, run.timeoutMs);
	const open = fault ? openTests(lines) : [];
	return {
		passed: lines.filter((line) => line.kind === "passed").length,
		skips: lines.filter((line) => line.kind === "skipped"),
		failures: fault
			? [...failures, { name: run.file, error: withOpen(fault, open) }]
			: failures,
	};
}

/** The tests and suites that had begun and were not over. */
function openTests(lines: readonly ReportLine[]): string[] {
	const open: string[] = [];
	for (const line of lines) {
		if (line.kind === "begun") open.push(line.name);
		const last = line.kind === "over" ? open.lastIndexOf(line.name) : -1;
		if (last >= 0) open.splice(last, 1);
	}
	return open;
}

function withOpen(fault: string, open: readonly string[]): string {
	return open.length === 0
		? fault
		: `${fault}\nNot over yet: ${open.join("; ")}`;
}

/** What is wrong with the file itself, besides the failures it reported. */
function faultOf(
	end: End,
	finished: boolean,
	reported: number,
	timeoutMs: number,
): string | undefined {
	if (end.reason === "timeout")
		return `The file did not end within ${timeoutMs / 1000} s and was killed.\n${end.output}`;
	if (end.reason === "aborted") return "The run was interrupted.";
	if (!finished)
		return `The process ended (${end.signal ?? `exit ${end.code}`}) before its tests were done.\n${end.output}`;
	if (end.code !== 0 && reported === 0)
		return `The process ended with ${end.signal ?? `exit ${end.code}`} though no test failed.\n${end.output}`;
	return undefined;
}
