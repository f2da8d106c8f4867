import { createInterleaver } from "../output/interleave.ts";
import { safeText } from "../output/safe-text.ts";
import type { Terminal } from "../terminal.ts";
import type { ClusterRun, CommandEvent } from "./command-events.ts";

/** Interleaver what happens to a command into what the terminal shows. */
export interface Answer {
	tell(event: CommandEvent): void;
	end(): void;
}

/** After this much silence of one cluster another one may print. */
const silenceMs = 250;

/** Each cluster's output under its name, as it comes; how it ended on stderr, so that a pipe sees output only. */
export function createTextAnswer(terminal: Terminal): Answer {
	const answers = createInterleaver({
		print: terminal.out,
		heading: (cluster) => headingOf(cluster, terminal),
		afterSilence(act) {
			const timer = setTimeout(act, silenceMs).unref();
			return () => clearTimeout(timer);
		},
	});
	const outcomes: string[] = [];
	return {
		tell(event) {
			if (event.kind === "STDOUT" || event.kind === "STDERR")
				answers.write(event.cluster ?? "", safeText(event.text ?? ""));
			else if (event.kind === "NOTE")
				outcomes.push(
					`${event.cluster ? `${event.cluster}: ` : ""}${event.text ?? ""}`,
				);
			else if (event.kind === "RUN_ENDED" && event.run) {
				answers.finish(event.run.cluster);
				const outcome = outcomeOf(event.run);
				if (outcome) outcomes.push(outcome);
			} else if (event.kind === "COMMAND_ENDED" && event.text)
				outcomes.push(event.text);
		},
		end() {
			answers.flush();
			for (const outcome of outcomes) terminal.say(`${safeText(outcome)}\n`);
		},
	};
}

/** What the control plane answers by itself belongs to no cluster. */
function headingOf(cluster: string, terminal: Terminal): string {
	if (cluster === "") return "";
	return terminal.isInteractive
		? `\u001b[1m── ${cluster} ──\u001b[0m\n`
		: `── ${cluster} ──\n`;
}

/** A run that went well needs no words. */
function outcomeOf(run: ClusterRun): string | undefined {
	const cut =
		run.shortened && run.outputUrl
			? `${run.cluster}: the output is shortened. Print all of it with: qd output ${run.id}`
			: undefined;
	if (run.state === "SUCCEEDED") return cut;
	const how = run.error
		? refer(run.error)
		: `exit code ${run.exitCode ?? "unknown"}`;
	return [`${run.cluster}: ${how}`, cut]
		.filter((line) => line !== undefined)
		.join("\n");
}

function refer(error: NonNullable<ClusterRun["error"]>): string {
	return [
		error.message,
		error.hint,
		error.ref ? `(ref ${error.ref})` : undefined,
	]
		.filter(Boolean)
		.join(" ");
}

/** One JSON document at the end: for scripts that want all of it. */
export function createJsonAnswer(terminal: Terminal, command: string): Answer {
	const texts = new Map<string, { stdout: string; stderr: string }>();
	const runs: ClusterRun[] = [];
	const notes: string[] = [];
	return {
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
		end() {
			const clusters = runs.map((run) => ({
				...run,
				...(texts.get(run.cluster) ?? { stdout: "", stderr: "" }),
			}));
			const succeeded =
				runs.length > 0 && runs.every((run) => run.state === "SUCCEEDED");
			terminal.out(
				`${JSON.stringify({ command, succeeded, clusters, notes }, null, 2)}\n`,
			);
		},
	};
}

/** Every event as a line of JSON, as it comes. */
export function createJsonLinesAnswer(terminal: Terminal): Answer {
	return {
		tell: (event) => terminal.out(`${JSON.stringify(event)}\n`),
		end() {},
	};
}
