import {
	type AgentEvent,
	AppError,
	agentEventSchema,
	type EventBatch,
	maxEventCharacters,
} from "@quarterdeck/contract";
import type { Log, NewId } from "@quarterdeck/runtime";
import {
	batchName,
	readBatch,
	readBatchName,
	writeLine,
} from "./batch-file.ts";
import { batchBounds, type SpoolBounds } from "./spool-bounds.ts";
import type { SpoolFiles } from "./spool-files.ts";
import {
	newEpoch,
	readState,
	type SpoolState,
	stateFile,
	writeState,
} from "./spool-state.ts";

/** An event before it has a number. */
export type NewEvent = Omit<AgentEvent, "number">;

export interface SpoolDeps {
	readonly files: SpoolFiles;
	readonly bounds: SpoolBounds;
	readonly newId: NewId;
	readonly log: Log;
}

/** A batch on the disk. */
interface Batch {
	readonly name: string;
	readonly first: number;
	/** Of its last event that can be read. */
	last: number;
	events: number;
	bytes: number;
	/** Whether everything in it is on the disk. */
	isSynced: boolean;
}

/** Events from `put` to `acknowledge`. One caller at a time takes and acknowledges. */
export class Spool {
	readonly #deps: SpoolDeps;
	readonly #full: SpoolBounds;
	readonly #listeners = new Set<() => void>();
	#state: SpoolState;
	/** The oldest first. */
	#batches: Batch[] = [];
	/** The newest, while events are added to it. */
	#open: Batch | undefined;
	/** What the control plane knows to be committed, when it is less than what it acknowledged before. */
	#behind: number | undefined;

	/** Reads what an earlier process left. @throws Error when the folder cannot be read or written. */
	constructor(deps: SpoolDeps) {
		this.#deps = deps;
		this.#full = batchBounds(deps.bounds);
		const state = readState(deps.files.read(stateFile));
		this.#state = this.#load(state);
	}

	/** Events that wait. */
	get events(): number {
		return this.#batches.reduce((sum, batch) => sum + batch.events, 0);
	}

	/** Bytes of the events that wait. */
	get bytes(): number {
		return this.#batches.reduce((sum, batch) => sum + batch.bytes, 0);
	}

	/** Events of the epoch that were dropped so far: given a number, not acknowledged, and not there. */
	get dropped(): number {
		const { committed, dropped, next } = this.#state;
		return dropped + (next - 1 - committed) - this.events;
	}

	/** Calls `listener` after each event that is put. @returns what stops it. */
	onPut(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/**
	 * Keeps an event until it is acknowledged, and drops older ones when there is no room. When it returns, the event survives this
	 * process.
	 * @returns its number. @throws AppError INPUT_TOO_LARGE or INPUT_INVALID for an event that no control plane would take; Error
	 * when the disk refuses it.
	 */
	put(event: NewEvent): number {
		const number = this.#state.next;
		const line = writeLine(checked({ ...event, number }));
		const bytes = Buffer.byteLength(line);
		this.#makeRoom(bytes);
		const batch = this.#openFor(bytes);
		this.#append(batch, line);
		batch.last = number;
		batch.events += 1;
		batch.bytes += bytes;
		batch.isSynced = false;
		this.#state = { ...this.#state, next: number + 1 };
		for (const listener of this.#listeners) listener();
		return number;
	}

	/** The oldest batch, the same one until it is acknowledged; undefined when nothing waits. */
	async take(): Promise<EventBatch | undefined> {
		for (;;) {
			const [batch] = this.#batches;
			if (!batch) return undefined;
			if (this.#open === batch) this.#open = undefined;
			await this.#sync(batch);
			const text = this.#deps.files.read(batch.name) ?? "";
			const { events } = readBatch(text, batch.first);
			if (events.length > 0) {
				batch.events = events.length;
				batch.last = events.at(-1)?.number ?? batch.last;
				const { epoch, committed } = this.#state;
				const after = Math.min(committed, this.#behind ?? committed);
				return { epoch, after, dropped: this.dropped, events: [...events] };
			}
			this.#deps.log.error("a batch of events cannot be read", {
				file: batch.name,
			});
			this.#remove(batch);
		}
	}

	/**
	 * The control plane has committed everything up to this number: what is there of it is removed. A lower number than before is a
	 * control plane that has lost some; the next batch then follows on that number.
	 */
	acknowledge(committed: number): void {
		const { next, dropped, committed: before } = this.#state;
		if (committed >= next) {
			this.#state = this.#beginEpoch(
				"the control plane knows numbers that were never given, so this folder is an older copy",
			);
			return;
		}
		this.#behind = committed < before ? committed : undefined;
		const done = this.#batches.filter(({ last }) => last <= committed);
		const left = this.#batches[done.length];
		// A batch that is committed in part stays whole: what is repeated adds nothing.
		const upTo = left ? Math.min(committed, left.first - 1) : committed;
		if (upTo <= before) return;
		const events = done.reduce((sum, batch) => sum + batch.events, 0);
		this.#save({
			...this.#state,
			committed: upTo,
			dropped: dropped + (upTo - before) - events,
		});
		for (const batch of done) this.#remove(batch);
	}

	/** Drops the oldest batch, because the control plane will never take it. */
	discard(): void {
		const [batch] = this.#batches;
		if (batch) this.#remove(batch);
	}

	/** Puts on the disk what is not there yet. */
	async sync(): Promise<void> {
		for (const batch of [...this.#batches])
			if (!batch.isSynced) await this.#sync(batch);
	}

	/** After a failure nothing more is added to the file: the end of it may be cut off. */
	#append(batch: Batch, line: string): void {
		try {
			this.#deps.files.append(batch.name, line);
		} catch (error) {
			this.#open = undefined;
			if (batch.events === 0) this.#remove(batch);
			throw error;
		}
	}

	async #sync(batch: Batch): Promise<void> {
		if (batch.isSynced) return;
		const { last } = batch;
		await this.#deps.files.sync(batch.name);
		if (batch.last === last) batch.isSynced = true;
	}

	/** Drops the oldest batches but the first, which may have been sent. */
	#makeRoom(bytes: number): void {
		const { bounds } = this.#deps;
		while (
			this.events + 1 > bounds.events ||
			this.bytes + bytes > bounds.bytes
		) {
			const victim = this.#batches[1];
			if (!victim) return;
			this.#remove(victim);
		}
	}

	#openFor(bytes: number): Batch {
		const open = this.#open;
		const hasRoom =
			open &&
			open.events < this.#full.events &&
			open.bytes + bytes <= this.#full.bytes;
		if (hasRoom) return open;
		const { epoch, next: first } = this.#state;
		const name = batchName(epoch, first);
		const batch = { name, first, last: first - 1, events: 0, bytes: 0 };
		this.#open = { ...batch, isSynced: true };
		this.#batches.push(this.#open);
		return this.#open;
	}

	#remove(batch: Batch): void {
		if (this.#open === batch) this.#open = undefined;
		this.#batches = this.#batches.filter((kept) => kept !== batch);
		this.#deps.files.remove(batch.name);
	}

	#save(state: SpoolState): void {
		this.#deps.files.replace(stateFile, writeState(state));
		this.#state = state;
	}

	/** Leaves the numbers of the epoch before, and counts as dropped what waited under them. */
	#beginEpoch(reason: string): SpoolState {
		const { files, newId, log } = this.#deps;
		const lost = this.events;
		const state = newEpoch(newId("epoch"), lost);
		files.replace(stateFile, writeState(state));
		for (const batch of [...this.#batches]) this.#remove(batch);
		this.#behind = undefined;
		if (lost > 0) log.error("events were dropped", { count: lost, reason });
		return state;
	}

	/** Reads the files that belong to the state, and removes the others. */
	#load(state: SpoolState | undefined): SpoolState {
		const { files } = this.#deps;
		const found = files
			.list()
			.flatMap((name) => {
				const said = readBatchName(name);
				return said ? [{ name, ...said }] : [];
			})
			.sort((a, b) => a.first - b.first);
		let next = state?.next ?? 0;
		for (const { name, epoch, first } of found) {
			const isOurs = state === undefined || epoch === state.epoch;
			const { batch, end } = this.#loadBatch(name, first);
			this.#batches.push(batch);
			if (
				!isOurs ||
				batch.events === 0 ||
				batch.last <= (state?.committed ?? 0)
			)
				this.#remove(batch);
			if (isOurs) next = Math.max(next, end + 1);
		}
		return state
			? { ...state, next }
			: this.#beginEpoch("its state file is missing or damaged");
	}

	/** @returns also the highest number that was given to a line of it. */
	#loadBatch(name: string, first: number): { batch: Batch; end: number } {
		const { files, log } = this.#deps;
		const text = files.read(name) ?? "";
		const { events, last: end, bytes } = readBatch(text, first);
		if (bytes < Buffer.byteLength(text)) files.truncate(name, bytes);
		const damaged = end - first + 1 - events.length;
		if (damaged > 0)
			log.error("events cannot be read and count as dropped", {
				file: name,
				count: damaged,
			});
		const last = events.at(-1)?.number ?? first - 1;
		// The process before may have ended between writing and syncing.
		const batch = { name, first, last, events: events.length, bytes };
		return { batch: { ...batch, isSynced: false }, end };
	}
}

function checked(event: AgentEvent): AgentEvent {
	const result = agentEventSchema.safeParse(event);
	if (result.success) return result.data;
	if (JSON.stringify(event).length > maxEventCharacters)
		throw new AppError("INPUT_TOO_LARGE", {
			what: "An event",
			limit: maxEventCharacters,
			hint: "Report less of it.",
		});
	const [issue] = result.error.issues;
	throw new AppError("INPUT_INVALID", {
		field: issue?.path.join(".") ?? "event",
		reason: issue?.message ?? "",
	});
}
