import { spawn } from "node:child_process";
import {
	closeSync,
	constants,
	existsSync,
	fchmodSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readFileSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyNotOwn } from "./run-folder.ts";

/** A uid that this agent alone uses, until it gives it back or ends, however it ends. */
export interface UidClaim {
	/** Where the processes run that an agent started as this uid, and did not see ended; undefined when all ended. */
	readonly cgroup: string | undefined;
	/** Notes that processes of this uid are the agent's from now on, as far as they are in the agent's own cgroup. */
	begin(): void;
	/** Gives it back. Ask for it when no process of it is left: one found later is a stranger's. */
	release(): void;
}

/**
 * The folder with a file for each uid that agents of this machine claim. It is the same for all of them: below /run, or in the
 * temporary folder where /run cannot be written to, as in a pod.
 * @throws Error when the folder is another user's or open to one.
 */
export function openClaimFolder(parents = ["/run", tmpdir()]): string {
	let problem = "";
	for (const parent of parents) {
		const folder = join(parent, "quarterdeck-plugin-uids");
		try {
			mkdirSync(folder, { mode: 0o700 });
		} catch (error) {
			problem = error instanceof Error ? error.message : String(error);
			if (!existsSync(folder)) continue;
		}
		const reason = whyNotOwn(folder);
		if (reason !== undefined)
			throw new Error(
				`the folder ${folder}, in which agents claim uids for plugins, ${reason}. Remove it and start again`,
			);
		return folder;
	}
	throw new Error(`cannot make a folder to claim uids in: ${problem}`);
}

/**
 * Claims a uid among the agents of this machine; undefined when another has it. The kernel frees the lock when this process ends.
 * @throws Error when flock(1), part of util-linux, cannot be run.
 */
export async function claimUid(
	folder: string,
	uid: number,
): Promise<UidClaim | undefined> {
	const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
	const file = openSync(
		join(folder, String(uid)),
		O_RDWR | O_CREAT | O_NOFOLLOW,
		0o600,
	);
	try {
		if (!(await lock(file))) {
			closeSync(file);
			return undefined;
		}
	} catch (error) {
		closeSync(file);
		throw error;
	}
	fchmodSync(file, 0o600);
	const left = readFileSync(file, "utf8");
	return {
		cgroup: left === "" ? undefined : left,
		begin() {
			ftruncateSync(file);
			writeSync(file, ownCgroup(), 0);
		},
		release() {
			ftruncateSync(file);
			closeSync(file);
		},
	};
}

/** Where this agent and its cells run, in the kernel's words. A plugin has no right to leave it; a service, session or container has another. */
export function ownCgroup(): string {
	return agentsCgroup(readFileSync("/proc/self/cgroup", "utf8"));
}

/** Without the groups that agents make below their own, for themselves and for their cells. */
export function agentsCgroup(cgroup: string): string {
	return cgroup
		.replaceAll(/\/?quarterdeck-(?:agent|cell-\d+-[0-9a-f]{16})$/gm, "")
		.replaceAll(/:$/gm, ":/");
}

/** The lock belongs to the open file, which this process keeps; flock(1) only asks for it. */
function lock(file: number): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const asked = spawn("flock", ["-x", "-n", "3"], {
			env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
			stdio: ["ignore", "ignore", "ignore", file],
			cwd: "/",
		});
		asked.once("error", (cause) =>
			reject(
				new Error(
					"flock cannot be run, and uids for plugins are claimed with it. Install util-linux",
					{ cause },
				),
			),
		);
		asked.once("close", (code) => resolve(code === 0));
	});
}
