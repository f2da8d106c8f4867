import type { PluginState } from "@quarterdeck/contract";
import {
	PluginFailure,
	type PluginStreamRequest,
	type StreamEnd,
} from "@quarterdeck/plugin-sdk/host";
import { type Clock, pause } from "@quarterdeck/runtime";
import { maxSaid } from "./max-said.ts";
import type { PluginMember } from "./plugin-member.ts";

/** What is wanted of a source plugin for one source group. */
export interface WantedStream {
	readonly key: string;
	readonly group: string;
	/** Whether its process needs a sandbox; one without shares no process with one that needs it. */
	readonly isSandboxed: boolean;
	/**
	 * Makes ready for each opening of the stream, e.g. borrows an identity. What it throws is the state of the stream: a `StreamRefused`
	 * for good, anything else until the next attempt.
	 */
	begin(signal: AbortSignal): Promise<StreamBeginning>;
	/** Takes one event; the next is read when it resolves. False: it was none. */
	onEvent(event: Uint8Array, signal: AbortSignal): Promise<boolean>;
}

/** Made ready. */
export interface StreamBeginning {
	readonly request: PluginStreamRequest;
	/** Aborted when the stream must be opened anew. */
	readonly over: AbortSignal;
	/** The stream is closed. */
	end(): void;
}

/** It makes no sense to try again before the configuration changes. */
export class StreamRefused extends Error {
	constructor(message: string, options?: { readonly cause: unknown }) {
		super(message, options);
		this.name = "StreamRefused";
	}
}

export type StreamState = NonNullable<PluginState["groups"]>[number];

const firstPauseMs = 1000;
const longestPauseMs = 60_000;
/** A stream that was open for so long was well. */
const wellAfterMs = 60_000;

/** Keeps one stream open over the restarts of the plugin's process and over its own failures, until it is stopped. */
export class SourceStream {
	readonly wanted: WantedStream;
	readonly #clock: Clock;
	readonly #nextMember: (signal: AbortSignal) => Promise<PluginMember>;
	readonly #changed: (problem?: string) => void;
	readonly #stopping = new AbortController();
	readonly #done: Promise<void>;
	#state: StreamState["state"] = "waiting";
	#problem: string | undefined;
	#events = 0;
	#refused = 0;
	#failures = 0;

	constructor(deps: {
		readonly wanted: WantedStream;
		readonly clock: Clock;
		/** The process that runs, or the next one; rejects with the signal's reason. */
		readonly nextMember: (signal: AbortSignal) => Promise<PluginMember>;
		/** Called when its state changes, with what went wrong if that is why. */
		readonly changed: (problem?: string) => void;
	}) {
		this.wanted = deps.wanted;
		this.#clock = deps.clock;
		this.#nextMember = deps.nextMember;
		this.#changed = deps.changed;
		this.#done = this.#run();
	}

	state(): StreamState {
		return {
			name: this.wanted.group,
			state: this.#state,
			events: this.#events,
			refused: this.#refused,
			...(this.#problem === undefined
				? {}
				: { problem: this.#problem.slice(0, maxSaid) }),
		};
	}

	/** Closes it; an event that is being taken is given up. Resolves when that is so. */
	async stop(): Promise<void> {
		this.#stopping.abort(new Error("the source is no longer wanted"));
		await this.#done;
	}

	async #run(): Promise<void> {
		const { signal } = this.#stopping;
		while (!signal.aborted) {
			try {
				await this.#openOnce(await this.#nextMember(signal), signal);
			} catch (error) {
				// Only being stopped gets here.
				if (!signal.aborted) throw error;
			}
		}
	}

	/** Returns when it is time to open it again. */
	async #openOnce(member: PluginMember, signal: AbortSignal): Promise<void> {
		let beginning: StreamBeginning;
		try {
			beginning = await this.wanted.begin(signal);
		} catch (error) {
			signal.throwIfAborted();
			this.#become("failed", wordsOf(error));
			if (error instanceof StreamRefused) await aborted(signal);
			else await this.#pauseAfterFailure(signal);
			return;
		}
		const openedMs = this.#clock.monotonicMs();
		try {
			const end = await this.#listen(member, beginning, signal);
			if (end !== undefined) await this.#rest(end, member, signal);
		} catch (error) {
			if (signal.aborted) throw error;
			if (this.#clock.monotonicMs() - openedMs >= wellAfterMs)
				this.#failures = 0;
			const isDead = error instanceof PluginFailure && error.reason === "died";
			this.#become(isDead ? "waiting" : "failed", wordsOf(error));
			if (isDead) await Promise.race([member.gone, aborted(signal)]);
			else await this.#pauseAfterFailure(signal);
		}
	}

	/** Undefined when it is to be opened anew at once. */
	async #listen(
		member: PluginMember,
		{ request, over, end }: StreamBeginning,
		stopping: AbortSignal,
	): Promise<StreamEnd | undefined> {
		const signal = AbortSignal.any([stopping, over]);
		this.#events = 0;
		this.#refused = 0;
		this.#become("open");
		try {
			return await member.process.stream(request, {
				signal,
				onEvent: (event) => this.#take(event, stopping),
			});
		} catch (error) {
			if (over.aborted && !stopping.aborted) return undefined;
			throw error;
		} finally {
			end();
		}
	}

	async #take(event: Uint8Array, signal: AbortSignal): Promise<void> {
		if (await this.wanted.onEvent(event, signal)) {
			this.#events += 1;
			return;
		}
		this.#refused += 1;
		this.#problem = "it sent something that is no event";
	}

	/** A plugin that has said that it is done is not asked again, for it would tell everything again; its next process is. */
	async #rest(
		end: StreamEnd,
		member: PluginMember,
		signal: AbortSignal,
	): Promise<void> {
		if (end === "no-streams") this.#become("webhook");
		else
			this.#become(
				"ended",
				"the plugin ended the stream; it is opened again when the plugin is restarted",
			);
		await Promise.race([member.gone, aborted(signal)]);
	}

	async #pauseAfterFailure(signal: AbortSignal): Promise<void> {
		const factor = 2 ** Math.min(this.#failures, 16);
		this.#failures += 1;
		const delayMs = Math.min(firstPauseMs * factor, longestPauseMs);
		await pause(this.#clock, delayMs, signal);
	}

	#become(state: StreamState["state"], problem?: string): void {
		this.#state = state;
		this.#problem = problem;
		this.#changed(problem);
	}
}

function wordsOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
