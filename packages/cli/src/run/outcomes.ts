import type { Terminal } from "../terminal.ts";
import type { ClusterRun, CommandEvent } from "./command-events.ts";

/** Which clusters let the command wait, told at once; how runs ended and what there is to know about them, told behind the answers on standard error. */
export interface Outcomes {
	take(event: CommandEvent): void;
	tell(): void;
}

/** @param isWhole whether all that is kept is printed: then nothing is said of what the events leave out. */
export function createOutcomes(terminal: Terminal, isWhole: boolean): Outcomes {
	const lines: string[] = [];
	const waiting = new Set<string>();
	return {
		take(event) {
			const { cluster, kind, run, text } = event;
			if (kind === "WAITING" && cluster && !waiting.has(cluster)) {
				waiting.add(cluster);
				terminal.say(`qd: ${text}\n`);
			}
			if (kind === "NOTE" && !(isWhole && event.ofView))
				lines.push(`${cluster ? `${cluster}: ` : ""}${text ?? ""}`);
			if (kind === "RUN_ENDED" && run)
				lines.push(...outcomeOf(run), ...(isWhole ? [] : shortenedNote(run)));
			if (kind === "COMMAND_ENDED" && text) lines.push(text);
		},
		tell() {
			for (const line of lines.splice(0)) terminal.say(`${line}\n`);
		},
	};
}

/** A run that went well needs no words. */
function outcomeOf(run: ClusterRun): string[] {
	if (run.state === "SUCCEEDED") return [];
	const how = run.error
		? refer(run.error)
		: `exit code ${run.exitCode ?? "unknown"}`;
	return [
		`${run.cluster}: ${how}`,
		...(run.advice ? [`${run.cluster}: ${run.advice}`] : []),
	];
}

function shortenedNote(run: ClusterRun): string[] {
	if (!run.shortened || !run.outputUrl) return [];
	const what = run.incomplete ? "what was kept of it" : "all of it";
	return [
		`${run.cluster}: only the beginning of the output is printed here. Print ${what} with: qd output ${run.id}`,
	];
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
