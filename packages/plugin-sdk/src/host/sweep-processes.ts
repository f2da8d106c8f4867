import { readdirSync, readFileSync } from "node:fs";
import { processMarkVariable } from "../plugin-environment.ts";

/**
 * Kills every process that still carries a plugin's mark in its environment: programs it started in groups of their
 * own and left behind when it died. A program that shed the mark escapes; keeping those in is the sandbox's work.
 * Where there is no /proc nothing is found.
 */
export function sweepProcesses(mark: string): void {
	const needle = `${processMarkVariable}=${mark}`;
	for (const entry of listProcesses()) {
		if (!environmentOf(entry).includes(needle)) continue;
		try {
			process.kill(Number(entry), "SIGKILL");
		} catch {
			// Ended meanwhile.
		}
	}
}

function listProcesses(): string[] {
	try {
		return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	} catch {
		return [];
	}
}

function environmentOf(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/environ`, "latin1");
	} catch {
		// Gone, or not ours to look into.
		return "";
	}
}
