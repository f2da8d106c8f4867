import type { ApiClient } from "../api/api-client.ts";
import { createInterleaver, type Interleaver } from "../output/interleave.ts";
import { createLinePrefixer } from "../output/prefix-lines.ts";
import type { Terminal } from "../terminal.ts";
import { createOutcomes } from "./outcomes.ts";
import { outputFrames } from "./output-frames.ts";
import { type Answer, afterSilence, headingOf } from "./render-answer.ts";

/** Outputs that are read at the same time; the others wait where they are kept. */
const maxReaders = 8;

/**
 * The bytes of the programs, all that is kept of them, as they come: for a file or the next program of a pipe. One cluster's standard
 * output is standard output and nothing else. Of several, whole lines stand below each other, and the headings on standard error.
 */
export function createPipedAnswer(deps: {
	readonly terminal: Terminal;
	readonly api: ApiClient;
	readonly runs: readonly { readonly id: string; readonly cluster: string }[];
	readonly prefix: boolean;
}): Answer {
	const { api, runs, terminal } = deps;
	const outcomes = createOutcomes(terminal, true);
	const lanes =
		runs.length > 1 || deps.prefix
			? linesOfMany(terminal, deps.prefix)
			: bytesOfOne(terminal);
	const waiting = new Map(runs.map(({ id, cluster }) => [cluster, id]));
	const queue: { readonly id: string; readonly cluster: string }[] = [];
	const readers = new Set<Promise<void>>();

	function read(cluster: string): void {
		const id = waiting.get(cluster);
		if (id === undefined) return;
		waiting.delete(cluster);
		queue.push({ id, cluster });
		startReaders();
	}
	function startReaders(): void {
		while (readers.size < maxReaders) {
			const next = queue.shift();
			if (!next) return;
			const reader = readRun(next).finally(() => {
				readers.delete(reader);
				startReaders();
			});
			// Its failure is told by `end`.
			reader.catch((error) => failures.push(error));
			readers.add(reader);
		}
	}
	const failures: unknown[] = [];
	async function readRun({ id, cluster }: (typeof queue)[number]) {
		for await (const frame of outputFrames(api, id, terminal.say))
			if (frame.kind !== "end")
				await lanes.write(cluster, frame.kind, frame.bytes);
		await lanes.finish(cluster);
	}
	return {
		isWhole: true,
		tell(event) {
			const { cluster, kind, run, text } = event;
			const isOutput = kind === "STDOUT" || kind === "STDERR";
			if (isOutput && !cluster) terminal.out(text ?? "");
			else if (isOutput && cluster) read(cluster);
			if (kind === "RUN_ENDED" && run && run.outputBytes > 0) read(run.cluster);
			outcomes.take(event);
		},
		async end() {
			while (readers.size > 0) await Promise.allSettled(readers);
			await lanes.flush();
			outcomes.tell();
			if (failures.length > 0) throw failures[0];
		},
	};
}

/** Where the pieces of several outputs go. */
interface Lanes {
	write(
		cluster: string,
		kind: "stdout" | "stderr",
		bytes: Uint8Array,
	): Promise<void>;
	finish(cluster: string): Promise<void>;
	flush(): Promise<void>;
}

function bytesOfOne(terminal: Terminal): Lanes {
	return {
		write: (_cluster, kind, bytes) => terminal.write(kind, bytes),
		finish: async () => {},
		flush: async () => {},
	};
}

/** Lines are cut and joined as Latin-1, in which every byte is one character and comes out as it went in. */
function linesOfMany(terminal: Terminal, prefix: boolean): Lanes {
	const last = { stdout: Promise.resolve(), stderr: Promise.resolve() };
	const print = (kind: "stdout" | "stderr") => (text: string) => {
		const written = terminal.write(kind, Buffer.from(text, "latin1"));
		last[kind] = written;
		// Awaited by whoever writes next.
		written.catch(() => {});
	};
	const stdout: Interleaver = prefix
		? createLinePrefixer(print("stdout"))
		: createInterleaver({
				print: print("stdout"),
				heading: (cluster) => headingOf(terminal, cluster),
				afterSilence,
			});
	const stderr = createLinePrefixer(print("stderr"));
	const printed = async () => {
		await Promise.all([last.stdout, last.stderr]);
	};
	return {
		async write(cluster, kind, bytes) {
			const lines = kind === "stdout" ? stdout : stderr;
			lines.write(cluster, Buffer.from(bytes).toString("latin1"));
			await printed();
		},
		async finish(cluster) {
			stderr.finish(cluster);
			stdout.finish(cluster);
			await printed();
		},
		async flush() {
			stderr.flush();
			stdout.flush();
			await printed();
		},
	};
}
