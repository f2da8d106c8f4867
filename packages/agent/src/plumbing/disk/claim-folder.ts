import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A folder that this process has for itself. */
export interface FolderClaim {
	release(): void;
}

/**
 * Claims a folder by a file with this process's id and start. A claim whose process is gone is taken over, also when its id
 * went to another process since.
 * @throws Error naming the process that holds it.
 */
export function claimFolder(folder: string): FolderClaim {
	const file = join(folder, "agent.pid");
	const mine = describeProcess(process.pid) ?? `${process.pid}`;
	for (let attempt = 0; attempt < 3; attempt++) {
		if (tryWrite(file, mine)) return { release: () => release(file, mine) };
		const holder = readHolder(file);
		if (holder !== undefined && holder === describeProcess(pidOf(holder)))
			throw new Error(
				`Another agent (process ${pidOf(holder)}) uses ${folder}. Stop it, or give this one its own folder with --state-dir`,
			);
		rmSync(file, { force: true });
	}
	throw new Error(
		`Another agent is claiming ${folder}. Try again, or use another folder with --state-dir`,
	);
}

function tryWrite(file: string, text: string): boolean {
	try {
		writeFileSync(file, text, { flag: "wx", mode: 0o600 });
		return true;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EEXIST")
			return false;
		throw error;
	}
}

function readHolder(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}

function release(file: string, mine: string): void {
	if (readHolder(file) === mine) rmSync(file, { force: true });
}

function pidOf(holder: string): number {
	return Number(/^\d{1,9}/.exec(holder)?.[0] ?? "0");
}

/** Id and start of a living process: an id alone may have gone to another. */
function describeProcess(pid: number): string | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, "utf8");
		const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
		return fields[0] === "Z" ? undefined : `${pid} ${fields[19]}`;
	} catch {
		return undefined;
	}
}
