import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { readEnvironment } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import type { Finding } from "./measure.ts";
import { untilDone } from "./until-done.ts";

const root = resolve(import.meta.dirname, "..");
/** Long enough for a collection of garbage and for what was only needed at the start to be given back. */
const restMs = 30_000;

/**
 * Memory of the processes of a running demo, as proportional set sizes: pages that several processes share count in parts, so that the
 * sums are what the machine really gives. Botkube's figures are its published ones.
 */
export async function memory(): Promise<Finding[]> {
	await using ending = untilDone();
	const { QD_STATE_DIR: _, ...environment } = readEnvironment();
	const env = { ...environment, QD_STATE_DIR: join(tempDir(ending), "state") };
	const up = spawn(join(root, "qd"), ["up", "--demo"], {
		cwd: root,
		env,
		stdio: ["ignore", "pipe", "inherit"],
	});
	ending.after(async () => {
		const ended = once(up, "exit");
		up.kill("SIGINT");
		await ended;
	});
	let said = "";
	for await (const chunk of up.stdout) {
		said += chunk;
		if (said.includes("Quarterdeck is up")) break;
	}
	const words = [
		"run",
		"--cluster",
		"eu",
		"--",
		"kubectl",
		"get",
		"pods",
		"-A",
	];
	for (let i = 0; i < 5; i++)
		await promisify(execFile)(join(root, "qd"), words, { cwd: root, env });
	await sleep(restMs);
	return findings(processesBelow(up.pid ?? 0));
}

interface RunningProcess {
	readonly pid: number;
	readonly commandLine: string;
	readonly pssMiB: number;
}

function findings(processes: readonly RunningProcess[]): Finding[] {
	const sum = (part: string) =>
		processes
			.filter(({ commandLine }) => commandLine.includes(part))
			.reduce((total, { pssMiB }) => total + pssMiB, 0);
	const agents = processes.filter(({ commandLine }) =>
		commandLine.includes("packages/agent/dist/main.js"),
	);
	const [busy] = agents.filter(({ commandLine }) =>
		commandLine.includes("/clusters/eu/"),
	);
	if (!busy) throw new Error("there is no agent of the cluster eu");
	const plugins = sum("plugins/kubectl/dist/main.js") / agents.length;
	const claim = (
		what: string,
		measuredMiB: number,
		aimMiB: number,
	): Finding => ({
		claim: `memory: ${what}`,
		measured: `${measuredMiB.toFixed(1)} MiB (Botkube without sources, as published: 21 to 23 MiB)`,
		aim: `≤ ${aimMiB} MiB`,
		met: measuredMiB <= aimMiB,
	});
	return [
		claim("an agent at rest", busy.pssMiB, 45),
		claim("an agent with a warm kubectl", busy.pssMiB + plugins, 70),
		claim(
			"the control plane at rest",
			sum("packages/controlplane/dist/main.js"),
			60,
		),
	];
}

/** All descendants of a process that still run. */
function processesBelow(ancestor: number): RunningProcess[] {
	const parents = new Map<number, number>();
	for (const name of readdirSync("/proc")) {
		const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined;
		if (parent !== undefined) parents.set(Number(name), parent);
	}
	const isBelow = (pid: number): boolean => {
		const parent = parents.get(pid);
		return parent !== undefined && (parent === ancestor || isBelow(parent));
	};
	return [...parents.keys()].filter(isBelow).flatMap((pid) => {
		try {
			const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
			const sizes = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
			const kib = Number(/^Pss:\s+(\d+) kB$/m.exec(sizes)?.[1]);
			return [
				{
					pid,
					commandLine: commandLine.replaceAll("\0", " "),
					pssMiB: kib / 1024,
				},
			];
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
			throw error;
		}
	});
}

function parentOf(pid: number): number | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
	} catch {
		// It ended meanwhile.
		return undefined;
	}
}

if (import.meta.main) console.table(await memory());
