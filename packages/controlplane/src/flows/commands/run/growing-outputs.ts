import type { OrganisationId, RunId, RunOutput } from "@quarterdeck/contract";
import type { OutputWriter } from "./command-outputs.ts";
import { encodeMark, withMarks } from "./stream-marks.ts";

/** One object of a store while it is written. */
export interface GrowingObject {
	write(bytes: Uint8Array): Promise<void>;
	/** Makes durable what was written so far. */
	sync(): Promise<void>;
	seal(): Promise<unknown>;
	discard(): Promise<void>;
	/** What was written and what follows, until it is sealed or discarded, or `signal` is aborted. */
	read(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** The store that outputs are written to. */
export interface OutputObjects {
	create(organisationId: OrganisationId, key: string): Promise<GrowingObject>;
}

/** The outputs that this process is writing, which can be read while they grow. */
export interface GrowingOutputs {
	begin(organisationId: OrganisationId, runId: RunId): OutputWriter;
	/** Undefined when none of that run is written here now. */
	follow(
		organisationId: OrganisationId,
		runId: RunId,
		signal: AbortSignal,
	): AsyncIterable<RunOutput> | undefined;
}

interface Objects {
	readonly output: GrowingObject;
	readonly marks: GrowingObject;
}

/** Where an output lies, and the marks of its streams. */
export function outputKeys(runId: RunId) {
	return { output: `outputs/${runId}`, marks: `outputs/${runId}.marks` };
}

/** Writes outputs and their marks into a store. */
export function createGrowingOutputs(objects: OutputObjects): GrowingOutputs {
	const growing = new Map<string, Promise<Objects | undefined>>();
	return {
		begin(organisationId, runId) {
			const key = `${organisationId} ${runId}`;
			const begun = Promise.withResolvers<Objects | undefined>();
			// Looked at by whoever writes; a reader that finds it broken has nothing to read.
			begun.promise.catch(() => {});
			growing.set(key, begun.promise);
			return createWriter({
				open: () => openObjects(objects, organisationId, runId),
				onOpening: begun.resolve,
				onEnd() {
					begun.resolve(undefined);
					growing.delete(key);
				},
			});
		},
		follow(organisationId, runId, signal) {
			const begun = growing.get(`${organisationId} ${runId}`);
			return begun && followObjects(begun, signal);
		},
	};
}

/** The objects are begun with the first byte: a command does not wait for a file before it leaves, and an empty output needs none. */
function createWriter(deps: {
	readonly open: () => Promise<Objects>;
	readonly onOpening: (objects: Promise<Objects>) => void;
	readonly onEnd: () => void;
}): OutputWriter {
	let opening: Promise<Objects> | undefined;
	const open = () => {
		if (!opening) {
			opening = deps.open();
			deps.onOpening(opening);
		}
		return opening;
	};
	return {
		async write(piece) {
			const { output, marks } = await open();
			await output.write(piece.bytes);
			await marks.write(encodeMark(piece));
		},
		async seal() {
			const { output, marks } = await open();
			// A disk makes two files safe together in about the time of one.
			await Promise.all([marks.sync(), output.sync()]);
			// The marks first: whoever finds the output finds them too.
			await marks.seal();
			await output.seal();
			deps.onEnd();
		},
		async discard() {
			try {
				const opened = await opening;
				await opened?.output.discard();
				await opened?.marks.discard();
			} finally {
				deps.onEnd();
			}
		},
	};
}

async function openObjects(
	objects: OutputObjects,
	organisationId: OrganisationId,
	runId: RunId,
): Promise<Objects> {
	const keys = outputKeys(runId);
	const output = await objects.create(organisationId, keys.output);
	const marks = await objects.create(organisationId, keys.marks);
	return { output, marks };
}

async function* followObjects(
	begun: Promise<Objects | undefined>,
	signal: AbortSignal,
): AsyncGenerator<RunOutput, void, undefined> {
	const stopped = Promise.withResolvers<undefined>();
	const stop = () => stopped.resolve(undefined);
	signal.addEventListener("abort", stop, { once: true });
	try {
		const objects = await Promise.race([
			begun.catch(() => undefined),
			stopped.promise,
		]);
		if (!objects || signal.aborted) return;
		const { marks, output } = objects;
		yield* withMarks(marks.read(signal), output.read(signal));
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
