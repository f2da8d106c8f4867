import { createHash } from "node:crypto";
import { asUid } from "./cell-folder.ts";
import {
	agentsCgroup,
	claimUid,
	ownCgroup,
	type UidClaim,
} from "./claim-uid.ts";
import {
	cgroupOf,
	isEnding,
	processesOfUid,
	uidsInUse,
} from "./process-table.ts";
import { runTool } from "./run-tool.ts";

/** A uid for one cell. */
export interface CellUid {
	readonly uid: number;
	/** Kills what runs as it. @throws Error, and kills nothing, when a process of it is not in this agent's cgroup: it is a stranger's. */
	endProcesses(): Promise<void>;
	/** Gives it back, for the next cell of any agent. */
	release(): void;
}

/** The uids of cells. All agents of a machine share them; each uid is one cell's at a time (decision 0048). */
export interface UidPool {
	/** @throws Error when all are in use. */
	take(): Promise<CellUid>;
	/** Ends what agents that were killed left running. What they did not start is left alone. */
	endLeft(): Promise<void>;
}

export interface UidPoolOptions {
	readonly firstUid: number;
	readonly uidCount: number;
	/** Where uids are claimed; the same for all agents of the machine. */
	readonly claimFolder: string;
	/** Different for each agent: they begin at different uids, so that they rarely ask for the same. */
	readonly agent: string;
	/** Told of a process that uses one of the uids and that no agent started. */
	readonly onStranger?: (found: { uid: number; pid: number }) => void;
}

/** A pool of `uidCount` uids from `firstUid` on. */
export function createUidPool(options: UidPoolOptions): UidPool {
	const held = new Set<number>();
	async function tryTake(uid: number): Promise<CellUid | undefined> {
		if (held.has(uid)) return undefined;
		held.add(uid);
		const claim = await tryClaim(options, uid).catch((error) => {
			held.delete(uid);
			throw error;
		});
		if (claim === undefined) held.delete(uid);
		return (
			claim && {
				uid,
				endProcesses: () => endProcesses(uid, ownCgroup()),
				release() {
					claim.release();
					held.delete(uid);
				},
			}
		);
	}
	return {
		async take() {
			for (const uid of uidsOf(options)) {
				const taken = await tryTake(uid);
				if (taken) return taken;
			}
			throw new Error(
				"all uids for plugins are in use. Allow more with --plugin-uid-count",
			);
		},
		async endLeft() {
			const { firstUid, uidCount } = options;
			for (const uid of uidsInUse(firstUid, uidCount))
				(await tryTake(uid))?.release();
		},
	};
}

/** Nothing runs as a uid that was just claimed: what an agent left is ended, and where a stranger's process is the uid is not taken. */
async function tryClaim(
	{ claimFolder, onStranger }: UidPoolOptions,
	uid: number,
): Promise<UidClaim | undefined> {
	const claim = await claimUid(claimFolder, uid);
	if (claim === undefined) return undefined;
	try {
		await endProcesses(uid, claim.cgroup);
	} catch (error) {
		if (!(error instanceof StrangerError)) throw error;
		onStranger?.({ uid, pid: error.pid });
		claim.release();
		return undefined;
	}
	claim.begin();
	return claim;
}

class StrangerError extends Error {
	readonly pid: number;
	constructor(uid: number, pid: number) {
		super(
			`the process ${pid} runs as uid ${uid} and was not started by the agent: no process of that uid is killed. Choose other uids with --plugin-uid-first`,
		);
		this.pid = pid;
	}
}

/** The kernel walks the processes of a uid in one go, so none can fork its way out. */
async function endProcesses(
	uid: number,
	cgroup: string | undefined,
): Promise<void> {
	for (let attempt = 0; attempt < 20; attempt++) {
		const pids = processesOfUid(uid);
		if (pids.length === 0) return;
		for (const pid of pids) {
			if (agentsCgroup(cgroupOf(pid) ?? "") !== cgroup && !isEnding(pid))
				throw new StrangerError(uid, pid);
		}
		await runTool([...asUid(uid), "sh", "-c", "kill -KILL -1"]);
	}
	throw new Error(`cannot end the processes of uid ${uid}`);
}

/** Every uid once. */
function uidsOf({ firstUid, uidCount, agent }: UidPoolOptions): number[] {
	const start = createHash("sha256").update(agent).digest().readUInt32BE();
	return Array.from(
		{ length: uidCount },
		(_, i) => firstUid + ((start + i) % uidCount),
	);
}
