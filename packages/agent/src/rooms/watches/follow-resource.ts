import { type Clock, type Log, pause } from "@quarterdeck/runtime";
import type { Follower } from "./follower.ts";
import { type ChangeStep, identityOf, KeptObjects } from "./kept-objects.ts";
import type { ResourceReader } from "./resource-reader.ts";
import type { WatchChange } from "./watch-change.ts";
import type { WatchLog } from "./watch-log.ts";

/** How a watch is, for people. */
export interface WatchState {
	readonly state: "listing" | "following" | "failing";
	/** Why it fails. */
	readonly problem?: string;
	/** Objects it keeps. */
	readonly objects: number;
	/** Characters it keeps of them. */
	readonly characters: number;
}

export interface WatchMeter {
	changes(count: number): void;
	interrupted(): void;
	relisted(): void;
}

export interface FollowDeps {
	readonly reader: ResourceReader;
	readonly log: WatchLog;
	readonly isExpired: (error: unknown) => boolean;
	readonly explain: (error: unknown) => string;
	readonly maxObjects: number;
	readonly clock: Clock;
	readonly logger: Log;
	readonly meter: WatchMeter;
	readonly changed: () => void;
}

const firstWaitMs = 1000;
const longestWaitMs = 60_000;
const quietAttempts = 5;
/** A bookmark is noted when it saves a restart many events; a file that only grows by them is not worth it. */
const bookmarkEveryMs = 30_000;
/** A log is begun anew when most of it is history. */
const mostHistory = 1000;

/** Follows one resource until it is stopped. */
export class ResourceFollower<Kept> {
	readonly #deps: FollowDeps;
	readonly #follower: Follower<Kept>;
	readonly #stopping = new AbortController();
	readonly #done: Promise<void>;
	#objects: KeptObjects<Kept>;
	#version = "";
	/** False until a list was read or a log was found: what is there then is no news. */
	#knows = false;
	#state: WatchState["state"] = "listing";
	#problem: string | undefined;
	#notedAtMs = 0;
	#characters = 0;

	constructor(deps: FollowDeps, follower: Follower<Kept>) {
		this.#deps = deps;
		this.#follower = follower;
		this.#objects = new KeptObjects(follower);
		this.#done = this.#run();
	}

	state(): WatchState {
		return {
			state: this.#state,
			...(this.#problem === undefined ? {} : { problem: this.#problem }),
			objects: this.#objects.all.size,
			characters: this.#characters,
		};
	}

	/** What is kept of the object that `nameOf` calls so; undefined when there is none. @throws Error before the first list. */
	find(name: string): Kept | undefined {
		if (!this.#knows) throw new Error("the first list is not read yet");
		return this.#objects.find(name);
	}

	/** Resolves when nothing more is told. The log stays. */
	async stop(): Promise<void> {
		this.#stopping.abort(new Error("the watch is stopped"));
		await this.#done;
		this.#deps.log.close();
	}

	async #run(): Promise<void> {
		const { signal } = this.#stopping;
		let failures = 0;
		let hasLog = false;
		while (!signal.aborted)
			try {
				if (!hasLog) this.#readLog();
				hasLog = true;
				if (this.#version === "") await this.#list();
				failures = 0;
				await this.#watch();
			} catch (error) {
				if (signal.aborted) return;
				if (this.#deps.isExpired(error)) this.#version = "";
				failures += 1;
				this.#fails(error);
				const waitMs = Math.min(
					firstWaitMs * 2 ** Math.min(failures - 1, 10),
					longestWaitMs,
				);
				await pause(this.#deps.clock, waitMs, signal).catch(() => {});
			}
	}

	#readLog(): void {
		const found = this.#deps.log.read();
		if (!found) return;
		const isOld = found.keeps !== this.#follower.keeps;
		this.#objects = new KeptObjects(this.#follower, found.kept, isOld);
		this.#count();
		// What is to be kept now only the objects can say.
		this.#version = isOld ? "" : found.resourceVersion;
		this.#knows = true;
	}

	/** Reads all objects and tells what differs from what is kept; the first time, it only keeps. */
	async #list(): Promise<void> {
		const { reader, log, maxObjects, meter } = this.#deps;
		const { signal } = this.#stopping;
		this.#becomes("listing");
		if (this.#knows) {
			meter.relisted();
			log.append({ kind: "at", resourceVersion: "" });
		}
		const seen = new Set<string>();
		let version = "";
		for await (const page of reader.list(signal)) {
			version = page.resourceVersion;
			for (const object of page.items) {
				seen.add(identityOf(object).uid);
				if (seen.size > maxObjects)
					throw new Error(
						`there are more than ${maxObjects} objects, which is more than this agent keeps`,
					);
				const told = this.#objects.listed(object);
				if (told) await this.#tell(told, { silently: !this.#knows });
			}
		}
		if (version === "") throw new Error("the list says no version");
		for (const told of this.#objects.missing(seen, version))
			await this.#tell(told, { silently: !this.#knows });
		this.#version = version;
		this.#begin();
		this.#knows = true;
	}

	async #watch(): Promise<void> {
		const { reader, meter } = this.#deps;
		const { signal } = this.#stopping;
		const hears = {
			onConnected: () => this.#becomes("following"),
			onInterrupted: (error: unknown) => {
				meter.interrupted();
				this.#fails(error);
			},
		};
		for await (const event of reader.watch(this.#version, signal, hears)) {
			if (event.kind === "expired") {
				this.#version = "";
				return;
			}
			const told = this.#objects.take(event);
			if (told) await this.#tell(told, { silently: false });
		}
	}

	/** Tells it, and notes that it was told, in one breath: nothing else happens in between, except the end of the process. */
	async #tell(
		{ change, step }: ChangeStep<Kept>,
		{ silently }: { readonly silently: boolean },
	): Promise<void> {
		if (change && !silently) await this.#take(change);
		if (step.kind === "at" && !this.#isWorthNoting(step.resourceVersion))
			return;
		if (this.#knows) this.#deps.log.append(step);
		this.#characters += sizeOf(step) - this.#sizeKept(step);
		this.#objects.note(step);
		if (this.#version !== "") this.#version = versionIn(step);
		if (
			this.#knows &&
			this.#deps.log.steps > mostHistory + this.#objects.all.size
		)
			this.#begin();
	}

	/** A follower that cannot take it, as with a full disk, holds the stream back. */
	async #take(change: WatchChange<Kept>): Promise<void> {
		const { signal } = this.#stopping;
		for (let attempt = 0; ; attempt += 1)
			try {
				this.#follower.onChange(change);
				this.#deps.meter.changes(1);
				if (this.#state === "failing") this.#becomes("following");
				return;
			} catch (error) {
				// A follower may put a change off for a moment, until another watch has told it more.
				if (attempt >= quietAttempts) this.#fails(error);
				await pause(this.#deps.clock, firstWaitMs, signal);
			}
	}

	#isWorthNoting(version: string): boolean {
		const nowMs = this.#deps.clock.monotonicMs();
		this.#version = version || this.#version;
		if (nowMs - this.#notedAtMs < bookmarkEveryMs) return false;
		this.#notedAtMs = nowMs;
		return version !== "";
	}

	#begin(): void {
		this.#deps.log.replace({
			keeps: this.#follower.keeps,
			resourceVersion: this.#version,
			kept: this.#objects.all,
		});
		this.#count();
	}

	#count(): void {
		this.#characters = 0;
		for (const { text } of this.#objects.all.values())
			this.#characters += text.length;
	}

	#sizeKept(step: ChangeStep<Kept>["step"]): number {
		if (step.kind === "at") return 0;
		return this.#objects.all.get(step.uid)?.text.length ?? 0;
	}

	#becomes(state: "listing" | "following"): void {
		if (this.#state === state) return;
		this.#state = state;
		this.#problem = undefined;
		this.#deps.changed();
	}

	#fails(error: unknown): void {
		const problem = this.#deps.explain(error);
		if (this.#state === "failing" && this.#problem === problem) return;
		this.#state = "failing";
		this.#problem = problem;
		this.#deps.logger.warn("a watch is interrupted", { reason: problem });
		this.#deps.changed();
	}
}

function sizeOf(step: ChangeStep<unknown>["step"]): number {
	return step.kind === "kept" ? step.object.text.length : 0;
}

function versionIn(step: ChangeStep<unknown>["step"]): string {
	return step.kind === "kept"
		? step.object.resourceVersion
		: step.resourceVersion;
}
