import { AppError, type PluginState } from "@quarterdeck/contract";
import type {
	PluginLogLine,
	PluginProcess,
} from "@quarterdeck/plugin-sdk/host";
import type { Clock, Log, Timer } from "@quarterdeck/runtime";
import { maxSaid } from "./max-said.ts";
import type { PluginBounds } from "./plugin-bounds.ts";
import { type PluginMember, startMember } from "./plugin-member.ts";
import type { PluginSandbox } from "./plugin-sandbox.ts";
import type { Program, ResolveProgram } from "./program.ts";

/** A plugin process that is reserved for one run until it is released. */
export interface PluginSlot {
	readonly process: PluginProcess;
	/** `clean`: the command ended by itself. `dirty` ends the process and everything it started. */
	release(how: "clean" | "dirty"): void;
}

export interface PluginPoolDeps {
	readonly key: string;
	readonly resolve: ResolveProgram;
	/** The sandbox that the settings require, or why there is none. Called at every start, because settings change. */
	readonly sandbox: () => PluginSandbox | { readonly problem: string };
	/** What its processes may use. @throws AppError when the configuration asks for what the agent's own side does not allow. */
	readonly bounds: () => PluginBounds;
	/** Told every line that its processes write. */
	readonly heard: (line: PluginLogLine) => void;
	readonly clock: Clock;
	readonly log: Log;
	/** How long after its last use a plugin is kept ready. */
	readonly idleMs: number;
	/** Called whenever the state changes. */
	readonly changed: () => void;
	readonly restarted: () => void;
}

/** How long a process beyond the first is kept. */
const surplusMs = 60_000;
const firstBackoffMs = 500;
const longestBackoffMs = 60_000;
const cleanGraceMs = 2000;
const dirtyGraceMs = 250;
/** How long it is told that the agent ended a process, though the next one is well. */
const toldMs = 3_600_000;

/**
 * The processes of one plugin: while the plugin is used one is kept ready, more are started as runs need them, and surplus ones are
 * ended. A plugin that nobody has used for a while has no process; the next run starts one.
 */
export class PluginPool {
	readonly #deps: PluginPoolDeps;
	/** Longest idle first. */
	readonly #idle: { member: PluginMember; sinceMs: number }[] = [];
	readonly #all = new Set<PluginMember>();
	readonly #leaving = new Set<Promise<void>>();
	readonly #stopping = new AbortController();
	#warming: Promise<PluginMember> | undefined;
	#starting = 0;
	#lastUseMs: number;
	#retired = false;
	#restarts = 0;
	/** Since a run last ended by itself. */
	#failures = 0;
	#problem: string | undefined;
	/** How far its program is fetched. */
	#progress: string | undefined;
	/** Whoever waits for a process. */
	readonly #told = new Set<(text: string) => void>();
	#lastError: string | undefined;
	#restartedAt: Date | undefined;
	#version: string | undefined;
	/** What the agent ended one of its processes for, and when. */
	#ended: { readonly why: string; readonly atMs: number } | undefined;
	#retry: Timer | undefined;
	#look: Timer | undefined;

	/** Starts its first process at once, so that a plugin that cannot start says so before anyone needs it. */
	constructor(deps: PluginPoolDeps) {
		this.#deps = deps;
		this.#lastUseMs = deps.clock.monotonicMs();
		this.#keepWarm();
	}

	/** @throws AppError PLUGIN_UNSANDBOXED, PLUGIN_NOT_FOUND, PLUGIN_NOT_STARTED; the signal's reason. */
	async take(
		signal: AbortSignal,
		/** Gets a sentence while the plugin is fetched. */
		onProgress?: (text: string) => void,
	): Promise<PluginSlot> {
		signal.throwIfAborted();
		this.#lastUseMs = this.#deps.clock.monotonicMs();
		const slot = this.#free().then((member) => this.#slotOf(member));
		const givenUp = Promise.withResolvers<never>();
		const giveUp = () => {
			// This run no longer needs it; the next may.
			slot.then((one) => one.release("clean")).catch(() => {});
			givenUp.reject(signal.reason);
		};
		signal.addEventListener("abort", giveUp, { once: true });
		if (onProgress) this.#told.add(onProgress);
		try {
			return await Promise.race([slot, givenUp.promise]);
		} finally {
			if (onProgress) this.#told.delete(onProgress);
			signal.removeEventListener("abort", giveUp);
		}
	}

	/** Its processes, ready and in use. */
	processes(): number {
		return this.#all.size;
	}

	state(): PluginState {
		const problem = this.#whatIsWrong();
		const members = [...this.#all];
		return {
			key: this.#deps.key,
			state: this.#stateName(),
			restarts: this.#restarts,
			...(problem ? { problem: problem.slice(0, maxSaid) } : {}),
			...(this.#version ? { version: this.#version.slice(0, 128) } : {}),
			...(this.#lastError
				? { lastError: this.#lastError.slice(0, maxSaid) }
				: {}),
			...(this.#restartedAt
				? { restartedAt: this.#restartedAt.toISOString() }
				: {}),
			...(members.length === 0
				? {}
				: {
						memoryBytes: members.reduce(
							(sum, member) => sum + member.memoryBytes(),
							0,
						),
					}),
		};
	}

	/** Accepts no new runs and lets those under way finish. Resolves when the last process has ended. */
	async retire(): Promise<void> {
		this.#retired = true;
		this.#retry?.cancel();
		this.#look?.cancel();
		for (const { member } of this.#idle.splice(0))
			this.#end(member, cleanGraceMs);
		await this.#allGone();
	}

	/** Ends every process now. */
	async stop(): Promise<void> {
		this.#retired = true;
		this.#retry?.cancel();
		this.#look?.cancel();
		this.#stopping.abort(new Error("the agent is stopping"));
		await this.#warming?.catch(() => {});
		this.#idle.length = 0;
		for (const member of [...this.#all]) this.#end(member, dirtyGraceMs);
		await this.#allGone();
	}

	#whatIsWrong(): string | undefined {
		const { monotonicMs } = this.#deps.clock;
		const ended =
			this.#ended && monotonicMs() - this.#ended.atMs < toldMs
				? `it ${this.#ended.why}`
				: undefined;
		return (
			[this.#progress, ended, this.#problem].filter(Boolean).join("; ") ||
			undefined
		);
	}

	#stateName(): PluginState["state"] {
		if (this.#retired) return "stopped";
		if (this.#all.size > 0) return "running";
		if (this.#starting > 0) return "starting";
		return this.#failures > 0 ? "failed" : "stopped";
	}

	async #free(): Promise<PluginMember> {
		const ready = this.#idle.pop();
		if (ready) return ready.member;
		const coming = this.#warming;
		if (!coming) return this.#start();
		this.#warming = undefined;
		return coming;
	}

	#slotOf(member: PluginMember): PluginSlot {
		let released = false;
		return {
			process: member.process,
			release: (how) => {
				if (released) return;
				released = true;
				this.#lastUseMs = this.#deps.clock.monotonicMs();
				if (how === "clean") this.#failures = 0;
				// It may live on after its program was ended at the limit.
				else if (member.problem() !== undefined) this.#noteDeath(member);
				if (how === "dirty" || this.#retired) this.#end(member, dirtyGraceMs);
				else if (member.hasLeftovers() || member.isOverfull)
					void this.#examine(member);
				else this.#offer(member);
			},
		};
	}

	/** A process with programs left running, or with more on the disk than it may have, is not reused. */
	async #examine(member: PluginMember): Promise<void> {
		const problem =
			member.hasLeftovers() && (await member.keepsLeftovers())
				? "left programs running after its run"
				: (await member.isOverfull?.())
					? "wrote more to its folder than it may"
					: undefined;
		if (problem === undefined) {
			this.#offer(member);
			return;
		}
		this.#deps.log.warn(`a plugin ${problem}`);
		this.#end(member, dirtyGraceMs);
	}

	/** Makes a process available. It is ended later if it is still idle: soon when others are ready, else when the plugin is. */
	#offer(member: PluginMember): void {
		if (!this.#all.has(member)) return;
		if (this.#retired) {
			this.#end(member, cleanGraceMs);
			return;
		}
		this.#idle.push({ member, sinceMs: this.#deps.clock.monotonicMs() });
		this.#dismissLater();
	}

	/** Looks again when the process that has been idle longest is due to end. */
	#dismissLater(): void {
		this.#look?.cancel();
		const [oldest] = this.#idle;
		if (!oldest) return;
		const { clock, idleMs } = this.#deps;
		const unusedAt = this.#lastUseMs + idleMs;
		const surplusAt = oldest.sinceMs + surplusMs;
		const dueAt = this.#all.size > 1 ? Math.min(surplusAt, unusedAt) : unusedAt;
		this.#look = clock.after(dueAt - clock.monotonicMs(), () => {
			const isDue = this.#all.size > 1 || !this.#isWanted();
			const due = isDue ? this.#idle.shift() : undefined;
			if (due) this.#end(due.member, cleanGraceMs);
			this.#dismissLater();
			this.#deps.changed();
		});
	}

	#isWanted(): boolean {
		const { clock, idleMs } = this.#deps;
		return clock.monotonicMs() - this.#lastUseMs < idleMs;
	}

	#end(member: PluginMember, graceMs: number): void {
		this.#all.delete(member);
		member.end(graceMs).then(
			() => this.#keepWarm(),
			() => {},
		);
	}

	/** Keeps one process ready while the plugin is used; after failures it waits longer each time. */
	#keepWarm(): void {
		const busy = this.#starting > 0 || this.#all.size > 0;
		if (this.#retired || busy || this.#retry || !this.#isWanted()) return;
		if (this.#failures === 0) {
			this.#warm();
			return;
		}
		const factor = 2 ** Math.min(this.#failures - 1, 16);
		const delayMs = Math.min(firstBackoffMs * factor, longestBackoffMs);
		this.#retry = this.#deps.clock.after(delayMs, () => {
			this.#retry = undefined;
			if (!this.#retired && this.#starting === 0 && this.#all.size === 0)
				this.#warm();
		});
	}

	#warm(): void {
		const started = this.#start();
		this.#warming = started;
		this.#deps.changed();
		started.then(
			(member) => {
				// Otherwise a run has taken it in the meantime.
				if (this.#warming !== started) return;
				this.#warming = undefined;
				this.#offer(member);
			},
			() => {
				if (this.#warming === started) this.#warming = undefined;
				this.#keepWarm();
			},
		);
	}

	async #start(): Promise<PluginMember> {
		const { signal } = this.#stopping;
		this.#starting += 1;
		try {
			const { bounds, program, sandbox } = await ingredients(this.#deps, {
				signal,
				onProgress: (text) => this.#tell(text),
			});
			const { clock, heard, log } = this.#deps;
			const member = await startMember({
				program,
				sandbox,
				bounds,
				heard,
				clock,
				log,
				signal,
			});
			this.#all.add(member);
			this.#watch(member);
			void this.#learnVersion(member, signal);
			this.#problem =
				sandbox.kind === "none"
					? `runs without a sandbox: ${sandbox.weakness ?? ""}`
					: sandbox.gap && `its sandbox has a gap: ${sandbox.gap}`;
			return member;
		} catch (error) {
			throw signal.aborted ? signal.reason : this.#noteFailure(error);
		} finally {
			this.#starting -= 1;
			if (this.#starting === 0) this.#progress = undefined;
			this.#deps.changed();
		}
	}

	/** The state is looked at when something else changes it, or at the next heartbeat: a download is no reason for more of them. */
	#tell(text: string): void {
		if (text === this.#progress) return;
		this.#progress = text;
		for (const tell of this.#told) tell(text);
	}

	/** A plugin that does not tell its version may run commands all the same. */
	async #learnVersion(
		member: PluginMember,
		signal: AbortSignal,
	): Promise<void> {
		const metadata = await member.process
			.metadata({ signal })
			.catch(() => undefined);
		if (metadata) this.#version = metadata.version;
	}

	#noteFailure(error: unknown): AppError {
		const failure = asFailure(error, this.#deps.key);
		this.#failures += 1;
		this.#problem = String(failure.facts.reason ?? failure.message);
		this.#lastError = this.#problem;
		this.#deps.log.warn("could not start a plugin", { reason: this.#problem });
		return failure;
	}

	/** Replaces a process that ends unexpectedly; its run, if any, sees its call fail. */
	#watch(member: PluginMember): void {
		const gone = member.gone.then(() => void this.#leaving.delete(gone));
		this.#leaving.add(gone);
		member.process.exited.then(() => this.#noteDeath(member)).catch(() => {});
	}

	#noteDeath(member: PluginMember): void {
		if (!this.#all.delete(member)) return;
		const place = this.#idle.findIndex((one) => one.member === member);
		if (place >= 0) this.#idle.splice(place, 1);
		this.#restarts += 1;
		this.#failures += 1;
		this.#restartedAt = this.#deps.clock.now();
		this.#deps.restarted();
		const why = member.problem();
		this.#lastError =
			why === undefined ? "its process ended unexpectedly" : `it ${why}`;
		if (why !== undefined)
			this.#ended = { why, atMs: this.#deps.clock.monotonicMs() };
		this.#deps.log.warn(
			why === undefined
				? "a plugin process ended unexpectedly"
				: `a plugin process ${why}`,
			{ count: this.#restarts },
		);
		this.#keepWarm();
		this.#deps.changed();
	}

	async #allGone(): Promise<void> {
		while (this.#leaving.size > 0) await Promise.all(this.#leaving);
	}
}

async function ingredients(
	deps: PluginPoolDeps,
	waiting: Parameters<ResolveProgram>[1],
): Promise<{
	bounds: PluginBounds;
	program: Program;
	sandbox: PluginSandbox;
}> {
	const sandbox = deps.sandbox();
	if ("problem" in sandbox)
		throw new AppError("PLUGIN_UNSANDBOXED", { reason: sandbox.problem });
	const bounds = deps.bounds();
	const program = await deps.resolve(deps.key, waiting);
	if ("problem" in program)
		throw new AppError("PLUGIN_NOT_FOUND", {
			plugin: deps.key,
			reason: program.problem,
		});
	return { bounds, program, sandbox };
}

function asFailure(error: unknown, plugin: string): AppError {
	if (error instanceof AppError) return error;
	const said = error instanceof Error ? error.message : String(error);
	// The sentence that takes it up ends by itself.
	const reason = said.replace(/\.$/, "");
	return new AppError(
		"PLUGIN_NOT_STARTED",
		{ plugin, reason },
		{ cause: error },
	);
}
