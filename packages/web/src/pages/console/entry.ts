import type { Command, CommandEvent } from "./documents.ts";
import { createOutputBuffer, type OutputBuffer } from "./output-buffer.ts";

/** What came of one command in one cluster, as far as it was heard live. */
export interface LiveOutput {
	readonly buffer: OutputBuffer;
	/** More came than was told: bytes that were told. */
	cutAfterBytes: number | undefined;
	readonly notes: string[];
}

/** A command and what was heard of it. Mutable: who shows it listens to its topics. */
export interface Entry {
	readonly id: string;
	/** Undefined until somebody told of the command itself. */
	record: Command | undefined;
	/** Of the last event. */
	seq: number;
	/** Something in between was not heard. */
	hasGap: boolean;
	/** Characters of output that are held. */
	held: number;
	/** By cluster; "" for what the control plane answers itself. */
	readonly outputs: Map<string, LiveOutput>;
	/** By cluster in which it waits: how many commands are before it. */
	readonly waits: Map<string, number>;
}

const maxNotes = 20;
/** A cluster that is not of the command has no place in it; before the record is known there is a bound. */
const maxClusters = 2000;

export function createEntry(id: string): Entry {
	return {
		id,
		record: undefined,
		seq: 0,
		hasGap: false,
		held: 0,
		outputs: new Map(),
		waits: new Map(),
	};
}

/** Takes a record in; one that is older than what is known changes nothing. @returns whether something changed. */
export function mergeRecord(entry: Entry, command: Command): boolean {
	const known = entry.record;
	if (!known) {
		entry.record = command;
		return true;
	}
	if (known.state !== "RUNNING" && command.state === "RUNNING") return false;
	const knownRuns = new Map(known.runs.map((run) => [run.id, run]));
	const runs = command.runs.map((run) => {
		const before = knownRuns.get(run.id);
		return before && before.state !== "RUNNING" && run.state === "RUNNING"
			? before
			: run;
	});
	entry.record = { ...command, runs };
	return true;
}

/** Takes an event in; one that was heard before changes nothing. */
export function applyEvent(
	entry: Entry,
	event: CommandEvent,
): { readonly output: boolean; readonly record: boolean } {
	if (isBehindNote(entry, event)) {
		entry.hasGap = true;
		return { output: true, record: true };
	}
	if (event.seq <= entry.seq) return { output: false, record: false };
	if (event.seq !== entry.seq + 1) entry.hasGap = true;
	entry.seq = event.seq;
	const { kind } = event;
	if (kind === "WAITING")
		return { output: hearWait(entry, event), record: false };
	if (event.cluster) entry.waits.delete(event.cluster);
	if (kind === "STDOUT" || kind === "STDERR")
		return { output: hearOutput(entry, event), record: false };
	if (kind === "NOTE") return { output: hearNote(entry, event), record: true };
	return {
		output: kind === "RUN_ENDED" || kind === "ACCEPTED",
		record: hearEnd(entry, event),
	};
}

/** A note that carries the number of the last event says that what followed was not read in time and is not told here. */
function isBehindNote(entry: Entry, event: CommandEvent): boolean {
	return event.kind === "NOTE" && entry.seq > 0 && event.seq === entry.seq;
}

function hearWait(entry: Entry, { cluster, before }: CommandEvent): boolean {
	if (!cluster || entry.waits.size >= maxClusters) return false;
	entry.waits.set(cluster, before ?? 0);
	return true;
}

function hearOutput(entry: Entry, event: CommandEvent): boolean {
	const buffer = outputOf(entry, event.cluster ?? "")?.buffer;
	if (!buffer) return false;
	const before = buffer.held;
	buffer.append(
		event.kind === "STDOUT" ? "stdout" : "stderr",
		event.text ?? "",
	);
	entry.held += buffer.held - before;
	return true;
}

function hearNote(entry: Entry, event: CommandEvent): boolean {
	const output = outputOf(entry, event.cluster ?? "");
	if (!output) return false;
	if (typeof event.shownBytes === "number")
		output.cutAfterBytes = event.shownBytes;
	else if (event.text && output.notes.length < maxNotes)
		output.notes.push(event.text);
	return true;
}

function hearEnd(entry: Entry, event: CommandEvent): boolean {
	const { record } = entry;
	if (!record) return false;
	if (event.kind === "RUN_ENDED" && event.run) {
		const ended = event.run;
		const place = record.runs.findIndex(({ id }) => id === ended.id);
		const runs =
			place < 0 ? [...record.runs, ended] : record.runs.with(place, ended);
		entry.record = { ...record, runs };
		return true;
	}
	if (event.kind !== "COMMAND_ENDED") return false;
	entry.record = {
		...record,
		state: event.state ?? record.state,
		error: event.error ?? record.error,
		endedAt: record.endedAt ?? event.at,
	};
	return true;
}

function outputOf(entry: Entry, cluster: string): LiveOutput | undefined {
	const known = entry.outputs.get(cluster);
	if (known) return known;
	if (entry.outputs.size >= maxClusters) return undefined;
	const output: LiveOutput = {
		buffer: createOutputBuffer(),
		cutAfterBytes: undefined,
		notes: [],
	};
	entry.outputs.set(cluster, output);
	return output;
}

/** Lets outputs go that can be read again. @returns the characters that are held no longer. */
export function forgetOutputs(entry: Entry): number {
	const before = entry.held;
	for (const run of entry.record?.runs ?? []) {
		if (!run.outputUrl || run.state === "RUNNING") continue;
		entry.held -= entry.outputs.get(run.cluster)?.buffer.held ?? 0;
		entry.outputs.delete(run.cluster);
	}
	return before - entry.held;
}
