import { createInterleaver } from "../output/interleave.ts";
import { jsonText } from "../output/json-text.ts";
import { createLinePrefixer } from "../output/prefix-lines.ts";
import type { Terminal } from "../terminal.ts";
import type { ClusterRun, CommandEvent } from "./command-events.ts";
import { createOutcomes } from "./outcomes.ts";

/** What happens to a command, as the terminal shows it. */
export interface Answer {
	tell(event: CommandEvent): void;
	/** Resolves when all was shown. */
	end(): Promise<void>;
	/** Whether all that is kept of the output is printed; otherwise its beginning. */
	readonly isWhole: boolean;
}

/** After this much silence of one cluster another one may print. */
const silenceMs = 250;

/** Answers below each other, each under a heading, or with its cluster in front of each line. */
export function createTextAnswer(
	terminal: Terminal,
	options: { readonly prefix: boolean },
): Answer {
	const answers = options.prefix
		? createLinePrefixer(terminal.out)
		: createInterleaver({
				print: terminal.out,
				heading: (cluster) => headingOf(terminal, cluster),
				afterSilence,
			});
	const outcomes = createOutcomes(terminal, false);
	return {
		isWhole: false,
		tell(event) {
			if (event.kind === "STDOUT" || event.kind === "STDERR")
				answers.write(event.cluster ?? "", event.text ?? "");
			if (event.kind === "RUN_ENDED" && event.run)
				answers.finish(event.run.cluster);
			outcomes.take(event);
		},
		async end() {
			answers.flush();
			outcomes.tell();
		},
	};
}

/** Calls `act` when nothing was printed for a while; returns how to cancel that. */
export function afterSilence(act: () => void): () => void {
	const timer = setTimeout(act, silenceMs).unref();
	return () => clearTimeout(timer);
}

/** What the control plane answers by itself belongs to no cluster. */
export function headingOf(terminal: Terminal, cluster: string): void {
	if (cluster !== "") terminal.heading(`── ${cluster} ──`);
}

/** One JSON document at the end: for scripts that want all of it. */
export function createJsonAnswer(terminal: Terminal, command: string): Answer {
	const texts = new Map<string, { stdout: string; stderr: string }>();
	const runs: ClusterRun[] = [];
	const notes: string[] = [];
	return {
		isWhole: false,
		tell(event) {
			if (event.kind === "RUN_ENDED" && event.run) runs.push(event.run);
			if (
				(event.kind === "NOTE" || event.kind === "COMMAND_ENDED") &&
				event.text
			)
				notes.push(event.text);
			if (event.kind !== "STDOUT" && event.kind !== "STDERR") return;
			const text = texts.get(event.cluster ?? "") ?? { stdout: "", stderr: "" };
			texts.set(event.cluster ?? "", text);
			text[event.kind === "STDOUT" ? "stdout" : "stderr"] += event.text ?? "";
		},
		async end() {
			const clusters = runs.map((run) => ({
				...run,
				...(texts.get(run.cluster) ?? { stdout: "", stderr: "" }),
			}));
			const succeeded =
				runs.length > 0 && runs.every((run) => run.state === "SUCCEEDED");
			terminal.out(jsonText({ command, succeeded, clusters, notes }, 2));
		},
	};
}

/** Every event as a line of JSON, as it comes. */
export function createJsonLinesAnswer(terminal: Terminal): Answer {
	return {
		isWhole: false,
		tell: (event) => terminal.out(jsonText(event)),
		async end() {},
	};
}
