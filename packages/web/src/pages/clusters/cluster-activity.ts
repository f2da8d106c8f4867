import type { ClusterCommands } from "./documents.ts";

type Command = ClusterCommands["recent"]["edges"][number]["node"];

/** A command as it went in one cluster. */
export interface CommandHere {
	readonly id: string;
	readonly text: string;
	readonly email: string;
	readonly startedAt: string;
	readonly state: string;
	readonly durationMs: number | null;
	readonly problem: string | null;
	/** The console channel it was said in; undefined for another platform. */
	readonly channel: string | undefined;
}

export interface ClusterActivity {
	/** Newest first. */
	readonly recent: readonly CommandHere[];
	readonly failed: readonly CommandHere[];
	/** Who has a command running, and who ran one within the last minutes. */
	readonly active: readonly string[];
}

const mostShown = 6;
const activeMs = 15 * 60_000;

/** What happened in one cluster lately, as it went there: a command that failed elsewhere is no failure here. */
export function clusterActivity(
	answer: ClusterCommands,
	cluster: string,
	nowMs: number,
): ClusterActivity {
	const nodesOf = (list: ClusterCommands["recent"]) =>
		list.edges.map(({ node }) => commandHere(node, cluster));
	const running = nodesOf(answer.running);
	const recent = newestFirst([...running, ...nodesOf(answer.recent)]);
	const failed = [answer.failed, answer.denied, answer.lost].flatMap(nodesOf);
	const bad = ["FAILED", "DENIED", "LOST"];
	const isActive = ({ startedAt, state }: CommandHere) =>
		state === "RUNNING" || Date.parse(startedAt) > nowMs - activeMs;
	return {
		recent: recent.slice(0, mostShown),
		failed: newestFirst(
			failed.filter(({ state }) => bad.includes(state)),
		).slice(0, mostShown),
		active: [...new Set(recent.filter(isActive).map(({ email }) => email))],
	};
}

function commandHere(command: Command, cluster: string): CommandHere {
	const { id, text, email, startedAt, platform, channel } = command;
	const run = command.runs.find((one) => one.cluster === cluster);
	return {
		id,
		text,
		email,
		startedAt,
		state: run?.state ?? command.state,
		durationMs: run?.durationMs ?? null,
		problem: run?.error?.message ?? null,
		channel: platform === "CONSOLE" ? channel : undefined,
	};
}

function newestFirst(commands: readonly CommandHere[]): CommandHere[] {
	const once = new Map(commands.map((one) => [one.id, one]));
	return [...once.values()].sort(
		(a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt),
	);
}
