import {
	PluginFailure,
	type PluginKind,
	type PluginLogLine,
	type PluginProcess,
	type StartPluginOptions,
	startPluginProcess,
} from "@quarterdeck/plugin-sdk/host";
import type { Clock, Log } from "@quarterdeck/runtime";
import { pause } from "@quarterdeck/runtime";
import type { PluginBounds } from "./plugin-bounds.ts";
import type { PluginCell, PluginSandbox } from "./plugin-sandbox.ts";
import type { Program } from "./program.ts";
import { type CellWatch, watchCell } from "./watch-cell.ts";

const startTimeoutMs = 30_000;
/** How long programs that a command started may outlive it. */
const leftoverChecks = 10;
const leftoverCheckMs = 30;

/** One running process of a plugin, in a cell of its own. */
export interface PluginMember {
	readonly process: PluginProcess;
	/** Whether a program that it started is running now. */
	hasLeftovers(): boolean;
	/** The same, after waiting a moment for programs that are about to end. */
	keepsLeftovers(): Promise<boolean>;
	/** Whether its folder holds more than it may. Undefined where it cannot. */
	readonly isOverfull: (() => Promise<boolean>) | undefined;
	/** Bytes of memory of everything in its cell, at the last look. */
	memoryBytes(): number;
	/** Why the agent ended it, in words that follow "it"; undefined when it did not. */
	problem(): string | undefined;
	/** Ends it and everything in its cell. Resolves when all have ended. */
	end(graceMs: number): Promise<void>;
	/** Resolves when it has ended, for whatever reason, and its cell is removed. */
	readonly gone: Promise<void>;
}

/** Starts a plugin's program in a new cell. Leaves nothing behind when that fails. @throws PluginFailure, or the cell's error. */
export async function startMember(deps: {
	readonly program: Program;
	readonly sandbox: PluginSandbox;
	/** `executor` unless told. */
	readonly kind?: PluginKind;
	/** Told every line that it writes. */
	readonly heard?: (line: PluginLogLine) => void;
	readonly bounds: PluginBounds;
	/** For one that runs for long: it is ended when it fills its folder, not looked at after each run. */
	readonly keepsDisk?: boolean;
	readonly clock: Clock;
	readonly log: Log;
	readonly signal: AbortSignal;
}): Promise<PluginMember> {
	const { program, sandbox, bounds, clock, keepsDisk = false } = deps;
	const cell = await sandbox.open(program.reads, bounds);
	let watch: CellWatch | undefined;
	const onSpawned = ({ pid, kill }: { pid: number; kill(): void }) => {
		watch = watchCell({ cell, pid, clock, keepsDisk, end: kill });
	};
	const problem = () => watch?.problem();
	let plugin: PluginProcess;
	try {
		plugin = await startIn(cell, deps, { onSpawned, whyEnded: problem });
	} catch (error) {
		watch?.end();
		await destroy(cell, deps.log);
		throw error;
	}
	const own = new Set(cell.processes(plugin.pid));
	const hasLeftovers = () =>
		cell.processes(plugin.pid).some((one) => !own.has(one));
	const gone = plugin.exited.then(() => {
		watch?.end();
		return destroy(cell, deps.log);
	});
	return {
		process: tellingWhy(plugin, problem),
		gone,
		problem,
		memoryBytes: () => watch?.memoryBytes() ?? 0,
		hasLeftovers,
		keepsLeftovers: () => stays(hasLeftovers, deps.clock),
		isOverfull: cell.isOverfull,
		async end(graceMs) {
			await plugin.stop({ graceMs });
			await gone;
		},
	};
}

/** A plugin whose program was ended at the limit often lives long enough to say that it failed, and not why. */
function tellingWhy(
	plugin: PluginProcess,
	problem: () => string | undefined,
): PluginProcess {
	return {
		...plugin,
		async execute(request, options) {
			const answer = await plugin.execute(request, options);
			const why = answer.exitCode === 0 ? undefined : problem();
			if (why !== undefined)
				throw new PluginFailure("died", `The plugin ${why}.`);
			return answer;
		},
	};
}

function startIn(
	cell: PluginCell,
	deps: Parameters<typeof startMember>[0],
	watching: Pick<StartPluginOptions, "onSpawned" | "whyEnded">,
): Promise<PluginProcess> {
	const { program, kind = "executor", heard } = deps;
	const log = logOfPlugin(deps);
	return startPluginProcess({
		kind,
		file: program.file,
		args: program.args,
		env: {
			PATH: "/usr/bin:/bin",
			LANG: "C.UTF-8",
			HOME: cell.home,
			TMPDIR: cell.temporary,
			...program.env,
		},
		cwd: cell.cwd,
		wrapper: cell.wrapper,
		rootOf: (pid) => cell.rootOf(pid),
		socketUid: cell.uid,
		hasOwnNetwork: cell.hasOwnNetwork,
		...watching,
		socketDir: cell.sockets,
		startTimeoutMs,
		signal: deps.signal,
		log(line) {
			heard?.(line);
			log(line);
		},
	});
}

/** Lines of one plugin process at once, and over a longer time: what it writes must not fill the disk of the agent's log. */
const logBurst = 200;
const logLinesPerSecond = 10;

/** Takes what a plugin writes into the agent's log, as far as that is little; how much was left out is said at the next line. */
function logOfPlugin({
	log,
	clock,
}: Pick<Parameters<typeof startMember>[0], "log" | "clock">): (line: {
	readonly level: string;
	readonly message: string;
}) => void {
	let left = logBurst;
	let atMs = clock.monotonicMs();
	let leftOut = 0;
	return ({ level, message }) => {
		const nowMs = clock.monotonicMs();
		const earned = ((nowMs - atMs) / 1000) * logLinesPerSecond;
		left = Math.min(logBurst, left + earned);
		atMs = nowMs;
		if (left < 1) {
			leftOut += 1;
			return;
		}
		left -= 1;
		const reason = message.slice(0, 2000);
		const facts = leftOut === 0 ? { reason } : { reason, count: leftOut };
		leftOut = 0;
		// A plugin may write anything to its log, so none of it is a warning or an error here.
		if (level === "error" || level === "warn") log.info("plugin log", facts);
		else log.debug("plugin log", facts);
	};
}

async function stays(fact: () => boolean, clock: Clock): Promise<boolean> {
	for (let check = 0; check < leftoverChecks; check++) {
		await pause(clock, leftoverCheckMs);
		if (!fact()) return false;
	}
	return true;
}

async function destroy(cell: PluginCell, log: Log): Promise<void> {
	try {
		await cell.destroy();
	} catch (error) {
		log.error("could not clean up after a plugin", { error });
	}
}
