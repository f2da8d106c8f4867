import type { PluginSettings, PluginState } from "@quarterdeck/contract";
import type {
	CallOptions,
	PluginExternalRequest,
} from "@quarterdeck/plugin-sdk/host";
import { type Clock, type Log, pause } from "@quarterdeck/runtime";
import { maxSaid } from "./max-said.ts";
import type { PluginMember } from "./plugin-member.ts";
import { SourceStream, type WantedStream } from "./source-stream.ts";

/** What becomes of a plugin that ends by itself, and how often it is asked how it is. */
export interface Supervision {
	/** Undefined: it is restarted without an end. */
	readonly threshold: number | undefined;
	readonly healthCheckMs: number;
}

/** Botkube's chart says so. */
const usual = { threshold: 10, healthCheckSeconds: 10 } as const;

/** What the settings of a configuration mean: an agent never ends because of a plugin, so `RestartAgent` restarts the plugin for ever. */
export function supervisionOf(
	settings: PluginSettings | undefined,
): Supervision {
	const { restartPolicy, healthCheckSeconds = usual.healthCheckSeconds } =
		settings ?? {};
	return {
		threshold:
			restartPolicy?.type === "RestartAgent"
				? undefined
				: (restartPolicy?.threshold ?? usual.threshold),
		healthCheckMs: healthCheckSeconds * 1000,
	};
}

export interface SourceHostDeps {
	readonly key: string;
	/** Starts a process in a cell. @throws what kept it from that. */
	readonly start: (signal: AbortSignal) => Promise<PluginMember>;
	/** Asked at each decision, because the settings change. */
	readonly supervision: () => Supervision;
	readonly clock: Clock;
	readonly log: Log;
	readonly changed: () => void;
	readonly restarted: () => void;
}

const firstPauseMs = 500;
const longestPauseMs = 60_000;
/** A process that ran for so long was well: earlier restarts no longer count. */
const wellAfterMs = 3_600_000;
const longestPingMs = 30_000;
const cleanGraceMs = 2000;
const hungGraceMs = 250;

/**
 * The one process of a source plugin, for all source groups that use it. It is started at once, asked how it is, and started again when
 * it ends or does not answer, until that happened too often; then it is deactivated until `restart`.
 */
export class SourceHost {
	readonly #deps: SourceHostDeps;
	readonly #streams = new Set<SourceStream>();
	readonly #stopping = new AbortController();
	readonly #done: Promise<void>;
	#member = Promise.withResolvers<PluginMember>();
	#running: PluginMember | undefined;
	#wake = Promise.withResolvers<void>();
	#isDeactivated = false;
	#isStarting = false;
	#restarts = 0;
	#restartedAt: Date | undefined;
	#problem: string | undefined;
	#lastError: string | undefined;
	#version: string | undefined;

	constructor(deps: SourceHostDeps) {
		this.#deps = deps;
		this.#done = this.#supervise();
	}

	get streams(): number {
		return this.#streams.size;
	}

	get processes(): number {
		return this.#running ? 1 : 0;
	}

	/** Opens a stream, and gives a deactivated plugin another chance: what is wanted of it has changed. */
	open(wanted: WantedStream): SourceStream {
		const stream = new SourceStream({
			wanted,
			clock: this.#deps.clock,
			nextMember: (signal) => this.#nextMember(signal),
			changed: (problem) => {
				this.#lastError = problem ?? this.#lastError;
				this.#deps.changed();
			},
		});
		this.#streams.add(stream);
		if (this.#isDeactivated) this.restart();
		return stream;
	}

	async close(stream: SourceStream): Promise<void> {
		this.#streams.delete(stream);
		await stream.stop();
	}

	/** Ends the process, if there is one, and starts a new one; what it did before no longer counts. */
	restart(): void {
		this.#restarts = 0;
		this.#isDeactivated = false;
		this.#problem = undefined;
		const running = this.#running;
		this.#running = undefined;
		if (running) void running.end(cleanGraceMs);
		this.#wake.resolve();
		this.#deps.changed();
	}

	/** Hands over what came from outside. @throws PluginFailure; the signal's reason while no process runs. */
	async handleExternalRequest(
		request: PluginExternalRequest,
		options: CallOptions & { readonly signal: AbortSignal },
	): Promise<Uint8Array | undefined> {
		const member = await this.#nextMember(options.signal);
		return member.process.handleExternalRequest(request, options);
	}

	state(): PluginState {
		const { threshold } = this.#deps.supervision();
		const problem = this.#problem;
		const groups = [...this.#streams].slice(0, 100).map((s) => s.state());
		return {
			key: this.#deps.key,
			kind: "source",
			state: this.#stateName(),
			status: this.#isDeactivated ? "Deactivated" : "Running",
			restarts: this.#restarts,
			groups,
			...(threshold === undefined ? {} : { threshold }),
			...(this.#running ? { memoryBytes: this.#running.memoryBytes() } : {}),
			...(this.#version ? { version: this.#version.slice(0, 128) } : {}),
			...(problem ? { problem: problem.slice(0, maxSaid) } : {}),
			...(this.#lastError
				? { lastError: this.#lastError.slice(0, maxSaid) }
				: {}),
			...(this.#restartedAt
				? { restartedAt: this.#restartedAt.toISOString() }
				: {}),
		};
	}

	/** Closes every stream and ends the process. */
	async stop(): Promise<void> {
		this.#stopping.abort(new Error("the plugin is no longer wanted"));
		await Promise.all([...this.#streams].map((stream) => stream.stop()));
		await this.#running?.end(cleanGraceMs);
		await this.#done;
	}

	#stateName(): PluginState["state"] {
		if (this.#stopping.signal.aborted) return "stopped";
		if (this.#running) return "running";
		return this.#isStarting && !this.#problem ? "starting" : "failed";
	}

	async #nextMember(signal: AbortSignal): Promise<PluginMember> {
		signal.throwIfAborted();
		const givenUp = Promise.withResolvers<never>();
		const giveUp = () => givenUp.reject(signal.reason);
		signal.addEventListener("abort", giveUp, { once: true });
		try {
			return await Promise.race([this.#member.promise, givenUp.promise]);
		} finally {
			signal.removeEventListener("abort", giveUp);
		}
	}

	async #supervise(): Promise<void> {
		const { signal } = this.#stopping;
		while (!signal.aborted) {
			try {
				await this.#runOnce(signal);
				await this.#decide(signal);
			} catch (error) {
				// Only being stopped gets here.
				if (!signal.aborted) throw error;
			}
		}
	}

	/** One process from its start to its end. */
	async #runOnce(signal: AbortSignal): Promise<void> {
		const { clock, log } = this.#deps;
		this.#isStarting = true;
		this.#deps.changed();
		let member: PluginMember;
		try {
			member = await this.#deps.start(signal);
		} catch (error) {
			signal.throwIfAborted();
			this.#fail(error instanceof Error ? error.message : String(error));
			return;
		} finally {
			this.#isStarting = false;
		}
		if (signal.aborted) {
			await member.end(hungGraceMs);
			return;
		}
		const startedMs = clock.monotonicMs();
		this.#running = member;
		this.#problem = undefined;
		// Before any stream hears that it is gone: the next one they ask for is another.
		void member.gone.then(() => {
			this.#member = Promise.withResolvers();
		});
		this.#member.resolve(member);
		this.#deps.changed();
		const why = await this.#watch(member, signal);
		await member.gone;
		this.#running = undefined;
		if (clock.monotonicMs() - startedMs >= wellAfterMs) this.#restarts = 0;
		if (signal.aborted || why === "asked") return;
		this.#fail(why);
		log.warn("a source plugin ended", { reason: why });
	}

	/** Asks how it is until it ends; one that does not answer is ended. Returns why it ended. */
	async #watch(member: PluginMember, signal: AbortSignal): Promise<string> {
		const { clock, supervision } = this.#deps;
		const gone = new AbortController();
		void member.gone.then(() => gone.abort());
		const both = AbortSignal.any([signal, gone.signal]);
		const { version } = await member.process
			.metadata({ signal: both })
			.catch(() => ({ version: undefined }));
		this.#version = version;
		while (!both.aborted) {
			const { healthCheckMs } = supervision();
			try {
				await pause(clock, healthCheckMs, both);
				const timeoutMs = Math.min(healthCheckMs, longestPingMs);
				await member.process.ping({ signal: both, timeoutMs });
			} catch {
				if (both.aborted) break;
				await member.end(hungGraceMs);
				return "it did not answer whether it is well, and was ended";
			}
		}
		if (this.#running !== member) return "asked";
		const ended = member.problem();
		if (ended !== undefined) return `it ${ended}`;
		const exit = await member.process.exited;
		return `its process ended (${exit.signal === null ? `exit code ${exit.code}` : exit.signal})`;
	}

	#fail(reason: string): void {
		this.#problem = reason;
		this.#lastError = reason;
	}

	/** Waits until it is time for the next process. */
	async #decide(signal: AbortSignal): Promise<void> {
		if (signal.aborted || this.#problem === undefined) return;
		const { clock, supervision, log } = this.#deps;
		const { threshold } = supervision();
		this.#wake = Promise.withResolvers();
		if (threshold !== undefined && this.#restarts >= threshold) {
			this.#isDeactivated = true;
			this.#problem = `${this.#problem}; it is deactivated after ${threshold} restarts. It starts again when its configuration changes or when it is restarted`;
			log.warn("a source plugin is deactivated", { count: threshold });
			this.#deps.changed();
			await untilAborted(this.#wake.promise, signal);
			return;
		}
		const factor = 2 ** Math.min(this.#restarts, 16);
		this.#restarts += 1;
		this.#restartedAt = clock.now();
		this.#deps.restarted();
		this.#deps.changed();
		const delay = pause(
			clock,
			Math.min(firstPauseMs * factor, longestPauseMs),
			signal,
		);
		await Promise.race([delay, this.#wake.promise]);
		delay.catch(() => {});
	}
}

function untilAborted(wake: Promise<void>, signal: AbortSignal): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	if (signal.aborted) resolve();
	signal.addEventListener("abort", () => resolve(), { once: true });
	return Promise.race([wake, promise]);
}
