import { chmodSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import {
	type CellFolders,
	cellBytes,
	cellFolders,
	makeCell,
	newCellName,
	removeCell,
} from "./cell-folder.ts";
import type { CellGroup, CellGroups } from "./cell-group.ts";
import {
	type CellMemory,
	memoryOfGroup,
	memoryOfProcesses,
	usedIn,
} from "./cell-memory.ts";
import {
	type CellGate,
	type CellNetwork,
	type CellNetworks,
	createCellNetworks,
} from "./cell-network.ts";
import { processesBelow, processesOfUid } from "./process-table.ts";
import type { RunFolder } from "./run-folder.ts";
import { runTool } from "./run-tool.ts";
import {
	failedProof,
	proofScript,
	readProof,
	type SandboxProof,
} from "./sandbox-proof.ts";
import { sandboxScript, systemPaths, uidScript } from "./sandbox-script.ts";
import type { CellUid, UidPool } from "./uid-pool.ts";

/**
 * How plugins can be kept apart here (decision 0003), strongest first.
 *   namespaces       the agent is root: a uid, a view of the disk and a process space of its own for each
 *   user-namespaces  the agent is not root: the same view and process space, inside a user namespace
 *   uids             root with the rights to change uid and kill only (a pod): a uid for each; secrets must be closed to others
 *   none             a folder of its own, and nothing that keeps it there
 */
export type SandboxKind = "namespaces" | "user-namespaces" | "uids" | "none";

/** A place for one plugin process at a time. */
export interface Cell extends CellFolders {
	/** What is put in front of the program. */
	readonly wrapper: readonly string[];
	/** The folder the wrapper is started in. */
	readonly cwd: string;
	/** The uid that the program runs as, as this process sees it. */
	readonly uid: number;
	/** Where this process finds the root that the program sees, given the pid of the wrapper. */
	rootOf(wrapperPid: number): string;
	/** Every process in the cell, given the pid of the wrapper. */
	processes(wrapperPid: number): number[];
	/** Whether it holds more than it may. Undefined where the kernel keeps the limit. */
	readonly isOverfull: (() => Promise<boolean>) | undefined;
	/** What everything in it holds in memory, and may hold. */
	readonly memory: CellMemory;
	/** Whether its folder is full, or holds more than it may, given the pid of the wrapper. */
	isFull(wrapperPid: number): Promise<boolean>;
	/** Whether its loopback interface is its own: nobody outside can reach a port that it opens. */
	readonly hasOwnNetwork: boolean;
	/** Kills whatever is left in it and removes its folder. Ask for it when the plugin's own process is gone. */
	destroy(): Promise<void>;
}

/** What a cell may use of the machine. */
export interface CellBounds {
	/** Bytes of memory of everything in it, its own file system included where that is in memory. */
	readonly memoryBytes: number;
	/** What it reaches: nothing, the gate, or all that the agent reaches. Kept by the kinds with namespaces only. */
	readonly network: "none" | "gate" | "all";
}

export interface Sandbox {
	readonly kind: SandboxKind;
	/** Why it is not stronger; undefined for the two kinds with namespaces. */
	readonly weakness: string | undefined;
	/** What a plugin can do in it although it should not; undefined when nothing was found. */
	readonly gap: string | undefined;
	/** A new cell; `reads` are the files and folders its program needs beside the system's. */
	open(reads: readonly string[], bounds: CellBounds): Promise<Cell>;
	/** Ends what was made ready for the next cell. */
	close(): void;
}

export interface SandboxOptions {
	/** Where cells live that have no file system of their own. */
	readonly runFolder: RunFolder;
	/** Bytes that the folder of one cell may hold. */
	readonly diskBytes: number;
	/** The uids of cells; undefined where the agent is not root. */
	readonly uids: UidPool | undefined;
	/** Bound the memory of cells; undefined where it is watched instead. */
	readonly groups: CellGroups | undefined;
	/** What cells reach in a network of their own. */
	readonly gate: CellGate;
	/** What no plugin may read; each is tried from inside before a kind is trusted. */
	readonly secrets: readonly string[];
}

/**
 * Finds the strongest kind that works here, by trying: a cell is opened and asked to read the agent's secrets. A kind that shows one
 * is not used. What an earlier agent left in the folder is killed and removed.
 * @throws Error when the folder for cells cannot be had.
 */
export async function findSandbox(options: SandboxOptions): Promise<Sandbox> {
	const isRoot = process.getuid?.() === 0;
	const kinds: SandboxKind[] = isRoot
		? ["namespaces", "uids"]
		: ["user-namespaces"];
	const problems: string[] = [];
	for (const kind of kinds) {
		// With namespaces the kernel ends a plugin with its agent; by uid alone an earlier agent's plugins may have outlived it.
		if (kind === "uids") await options.uids?.endLeft();
		const { sandbox, problem } = await tryKind(kind, options, problems[0]);
		if (problem === undefined) {
			await options.runFolder.removeLeft();
			return sandbox;
		}
		problems.push(`${kind}: ${problem}`);
	}
	await options.runFolder.removeLeft();
	return createSandbox("none", options, { weakness: problems.join("; ") });
}

/** A kind with networks of its own if that works, else without, which is a gap. */
async function tryKind(
	kind: SandboxKind,
	options: SandboxOptions,
	weakness: string | undefined,
): Promise<{ sandbox: Sandbox; problem: string | undefined }> {
	let noNetwork = "it has no network namespaces";
	if (isOwnView(kind)) {
		const networks = createCellNetworks({
			gate: options.gate,
			inUserNamespace: kind === "user-namespaces",
		});
		const sandbox = createSandbox(kind, options, { weakness, networks });
		const proof = await proveSandbox(sandbox, options.secrets);
		const isOwn =
			proof.network !== undefined &&
			proof.network !== readlinkSync("/proc/self/ns/net");
		if (proof.problem === undefined && isOwn)
			return { sandbox: { ...sandbox, gap: proof.gap }, problem: undefined };
		networks.close();
		noNetwork = proof.problem ?? "its network is the machine's";
	}
	const sandbox = createSandbox(kind, options, { weakness });
	const { problem, gap } = await proveSandbox(sandbox, options.secrets);
	const gaps = [...(gap ? [gap] : []), sharedNetwork(noNetwork)];
	return { sandbox: { ...sandbox, gap: gaps.join("; ") }, problem };
}

function sharedNetwork(why: string): string {
	return `a plugin reaches every address that the agent reaches, whatever its network is set to (${why})`;
}

/** Cells without any protection, for `settings.sandbox: none`. */
export function openSandbox(options: SandboxOptions): Sandbox {
	return createSandbox("none", options, {
		weakness: "settings.sandbox is none",
	});
}

function createSandbox(
	kind: SandboxKind,
	options: SandboxOptions,
	{
		weakness,
		networks,
	}: {
		readonly weakness: string | undefined;
		readonly networks?: CellNetworks;
	},
): Sandbox {
	const runDir = options.runFolder.path;
	// Each cell's uid passes through to its own folder; none can list them.
	if (kind === "uids") chmodSync(runDir, 0o711);
	return {
		kind,
		weakness: kind === "namespaces" ? undefined : weakness,
		gap: undefined,
		close: () => networks?.close(),
		async open(reads, bounds) {
			// What the cell is made of so far, each with how it is given back.
			const parts: (() => void | Promise<void>)[] = [];
			const giveBack = async () => {
				for (const part of parts.splice(0).reverse()) await part();
			};
			try {
				const taken =
					kind === "namespaces" || kind === "uids"
						? await options.uids?.take()
						: undefined;
				// One whose processes could not be ended stays taken.
				if (taken) parts.push(() => taken.release());
				const group = options.groups?.open(bounds.memoryBytes);
				if (group) parts.push(() => group.remove());
				const network =
					bounds.network === "all"
						? undefined
						: await networks?.open(bounds.network);
				if (network) parts.push(() => network.close());
				const bytes = options.diskBytes;
				const { memoryBytes } = bounds;
				const uid = taken?.uid;
				const more = { group, network, memoryBytes };
				const place = { kind, taken, uid, runDir, bytes, ...more };
				const cell = isOwnView(kind)
					? ownViewCell(place, reads)
					: await diskCell(place);
				return {
					...cell,
					wrapper: [...(group?.wrapper ?? []), ...cell.wrapper],
					async destroy() {
						await cell.destroy();
						await giveBack();
					},
				};
			} catch (error) {
				await giveBack();
				throw error;
			}
		},
	};
}

interface Place {
	readonly kind: SandboxKind;
	readonly taken: CellUid | undefined;
	readonly uid: number | undefined;
	readonly runDir: string;
	readonly bytes: number;
	readonly group: CellGroup | undefined;
	readonly network: CellNetwork | undefined;
	readonly memoryBytes: number;
}

function isOwnView(kind: SandboxKind): boolean {
	return kind === "namespaces" || kind === "user-namespaces";
}

/** The same path in every cell: each sees its own there. */
const ownViewPath = "/cell";

/** Its folder is a file system in its own mount namespace, so it ends with the last process in it. */
function ownViewCell(place: Place, reads: readonly string[]): Cell {
	return {
		...cellFolders(ownViewPath),
		wrapper: ownViewWrapper(place, reads),
		cwd: "/",
		uid: place.uid ?? ownUid(),
		rootOf: (pid) => `/proc/${pid}/root`,
		processes: processesBelow,
		isOverfull: undefined,
		memory: memoryIn(place, processesBelow, fileSystemOf),
		isFull: async (pid) =>
			(usedIn(fileSystemOf(pid))?.free ?? fullBelow) < fullBelow,
		hasOwnNetwork: place.network !== undefined,
		destroy: async () => {},
	};
}

/** Where the agent finds the file system of a cell that has a view of its own. */
function fileSystemOf(wrapperPid: number): string {
	return `/proc/${wrapperPid}/root${ownViewPath}`;
}

/** Bytes left in a file system that count as none: less than one write of most programs. */
const fullBelow = 65_536;

function memoryIn(
	{ group, memoryBytes }: Place,
	processes: (wrapperPid: number) => number[],
	fileSystem: (wrapperPid: number) => string | undefined,
): CellMemory {
	return group
		? memoryOfGroup(group, memoryBytes)
		: memoryOfProcesses({ processes, fileSystem }, memoryBytes);
}

async function diskCell(place: Place): Promise<Cell> {
	const { kind, taken, uid, runDir, bytes } = place;
	const name = newCellName(uid);
	const path = join(runDir, name);
	const folders = cellFolders(path);
	await makeCell(runDir, name, uid);
	const processes = (pid: number) =>
		kind === "uids" ? processesOfUid(uid ?? -1) : processesBelow(pid);
	const isOverfull = async () => ((await cellBytes(path, uid)) ?? 0) > bytes;
	return {
		...folders,
		wrapper:
			uid === undefined ? diesWithAgent : uidWrapper(uid, folders, bytes),
		cwd: uid === undefined ? folders.home : "/",
		uid: uid ?? ownUid(),
		rootOf: () => "",
		processes,
		isOverfull,
		memory: memoryIn(place, processes, () => undefined),
		isFull: isOverfull,
		hasOwnNetwork: false,
		async destroy() {
			await taken?.endProcesses();
			await removeCell(runDir, name);
		},
	};
}

function uidWrapper(
	uid: number,
	{ home }: CellFolders,
	bytes: number,
): string[] {
	return ["sh", "-c", uidScript, "sandbox", `${uid}`, home, `${bytes}`];
}

function ownUid(): number {
	return process.getuid?.() ?? 0;
}

/** The plugin dies with the agent, however that dies; what it started dies with it. */
const diesWithAgent = ["setpriv", "--pdeathsig", "KILL", "--"];

function ownViewWrapper(
	{ kind, uid, runDir, bytes, network }: Place,
	reads: readonly string[],
): string[] {
	// A network of its own brings the user namespace that owns it.
	const user =
		kind === "user-namespaces" && !network ? ["--user", "--map-root-user"] : [];
	return [
		...diesWithAgent,
		...(network?.wrapper ?? []),
		"unshare",
		...user,
		"--mount",
		"--pid",
		"--ipc",
		"--fork",
		"--kill-child=SIGKILL",
		"--",
		"sh",
		"-c",
		sandboxScript,
		"sandbox",
		kind === "namespaces" ? "root" : "user",
		String(uid ?? 0),
		join(runDir, "root"),
		ownViewPath,
		String(bytes),
		// Folders before what lies in them: what can be seen already is not shown again.
		...[...systemPaths, ...reads].sort(),
		"--",
	];
}

const proofBytes = 268_435_456;

/** Opens a cell of a kind and looks around in it. */
async function proveSandbox(
	sandbox: Sandbox,
	secrets: readonly string[],
): Promise<SandboxProof> {
	let cell: Cell | undefined;
	try {
		cell = await sandbox.open([], { memoryBytes: proofBytes, network: "none" });
		const own = `/proc/${process.pid}/environ`;
		const [file = "", ...args] = cell.wrapper;
		return readProof(
			await runTool(
				[file, ...args, "sh", "-c", proofScript, "probe", own, ...secrets],
				{ cwd: cell.cwd },
			),
		);
	} catch (error) {
		return failedProof(error instanceof Error ? error.message : String(error));
	} finally {
		await cell?.destroy().catch(() => {});
	}
}
