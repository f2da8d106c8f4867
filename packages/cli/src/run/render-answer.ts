import { createInterleaver } from "../output/interleave.ts";
import { safeText } from "../output/safe-text.ts";
import type { Terminal } from "../terminal.ts";
import type { ClusterRun, CommandEvent } from "./command-events.ts";

/** Interleaver what happens to a command into what the terminal shows. */
export interface Answer {
	tell(event: CommandEvent): void;
	end(): void;
}

/** Quiet of a speaker after which another cluster gets the floor. */
const silenceMs = 250;

/** Each cluster's output under its name, as it comes; how it ended on stderr, so that a pipe sees output only. */
export function createTextAnswer(terminal: Terminal): Answer {
	const turns = createInterleaver({
		write: terminal.out,
		heading: (cluster) => headingOf(cluster, terminal),
		afterSilence(act) {
			const timer = setTimeout(act, silenceMs).unref();
			return () => clearTimeout(timer);
		},
	});
	const endings: string[] = [];
	return {
		tell(event) {
			if (event.kind === "STDOUT" || event.kind === "STDERR")
				turns.tell(event.cluster ?? "", safeText(event.text ?? ""));
			else if (event.kind === "NOTE")
				endings.push(
					`${event.cluster ? `${event.cluster}: ` : ""}${event.text ?? ""}`,
				);
			else if (event.kind === "RUN_ENDED" && event.run) {
				turns.finish(event.run.cluster);
				const ending = endingOf(event.run);
				if (ending) endings.push(ending);
			} else if (event.kind === "COMMAND_ENDED" && event.text)
				endings.push(event.text);
		},
		end() {
			turns.flush();
			for (const ending of endings) terminal.say(`${safeText(ending)}\n`);
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
function endingOf(run: ClusterRun): string | undefined {
	const cut =
		run.truncated && run.outputUrl
			? `${run.cluster}: only part of the output is shown. All of it: qd output ${run.id}`
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
