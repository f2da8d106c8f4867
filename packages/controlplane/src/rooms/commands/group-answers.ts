import type { ErrorBody } from "@quarterdeck/contract";
import type { CommandRun } from "./command-record.ts";
import { type CommandOutcome, commandOutcomes, outcomeOf } from "./outcome.ts";

/** What several clusters answered alike. */
export interface Answer {
	readonly outcome: CommandOutcome;
	/** At least one, by name. */
	readonly runs: readonly CommandRun[];
}

/** How many runs ended in one way. */
export interface OutcomeCount {
	readonly outcome: CommandOutcome;
	readonly count: number;
}

const byName = new Intl.Collator("en", { numeric: true });

/** The order of names as people read them: shop-2 before shop-10. */
export function compareNames(left: string, right: string): number {
	return byName.compare(left, right) || (left < right ? -1 : 1);
}

/** How many runs ended how, in the order in which answers are shown. */
export function countOutcomes(runs: readonly CommandRun[]): OutcomeCount[] {
	const counts = new Map<CommandOutcome, number>();
	for (const run of runs) {
		const outcome = outcomeOf(run);
		counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
	}
	return commandOutcomes.flatMap((outcome) => {
		const count = counts.get(outcome);
		return count === undefined ? [] : { outcome, count };
	});
}

/**
 * Runs whose answers are equal, together: the same bytes, the same exit code and the same error but for the cluster's name and times.
 * What needs a look comes first, then what most answered. Every run is in exactly one answer.
 */
export function groupAnswers(runs: readonly CommandRun[]): Answer[] {
	const groups = new Map<string, CommandRun[]>();
	for (const run of runs) {
		const key = keyOf(run);
		const group = groups.get(key);
		if (group) group.push(run);
		else groups.set(key, [run]);
	}
	return [...groups.values()]
		.map((group) => ({
			outcome: outcomeOf(group[0] as CommandRun),
			runs: group.sort(byCluster),
		}))
		.sort(compareAnswers);
}

function byCluster(left: CommandRun, right: CommandRun): number {
	return compareNames(left.clusterName, right.clusterName);
}

function compareAnswers(left: Answer, right: Answer): number {
	const rank = ({ outcome }: Answer) => commandOutcomes.indexOf(outcome);
	return (
		rank(left) - rank(right) ||
		right.runs.length - left.runs.length ||
		byCluster(left.runs[0] as CommandRun, right.runs[0] as CommandRun)
	);
}

/** Equal for equal answers. What goes on, holds a card, or left no digest is like no other. */
function keyOf(run: CommandRun): string {
	const { digest, error, exitCode, hasMessage, incomplete, runId } = run;
	const isUnknown = run.outputBytes > 0 && digest === undefined;
	if (run.state === "running" || hasMessage || isUnknown) return runId;
	return JSON.stringify([
		outcomeOf(run),
		exitCode ?? null,
		run.outputBytes,
		run.outputBytes > 0 ? digest : "",
		incomplete,
		error ? errorKey(error) : "",
	]);
}

/** Facts that differ although the answer is the same. */
const ownFacts = ["cluster", "since", "seconds", "agent"];

function errorKey({ code, facts }: ErrorBody): string {
	const shared = Object.entries(facts)
		.filter(([name]) => !ownFacts.includes(name))
		.sort(([left], [right]) => (left < right ? -1 : 1));
	return JSON.stringify([code, shared]);
}
