import type { ClusterDetail } from "./documents.ts";

/** A step of joining: whether it is done, and what is missing if not. */
export interface JoinStep {
	readonly name: string;
	readonly done: boolean;
	/** What to do, or what is waited for. */
	readonly missing: string;
}

/** What the steps are judged by. */
export interface JoinFacts {
	readonly cluster:
		| Pick<
				ClusterDetail,
				"state" | "kubernetes" | "configurationVersion" | "agentEnrolledAt"
		  >
		| undefined;
	/** When the agent that the token replaces joined. */
	readonly replaces: string | null;
	readonly hasToken: boolean;
	/** The version in force; 0 without a configuration. */
	readonly version: number | undefined;
	readonly hasCommand: boolean;
}

/** From the token to the first command. A step counts only when those before it are done. */
export function joinSteps(facts: JoinFacts): readonly JoinStep[] {
	const { cluster, version } = facts;
	const joined =
		cluster !== undefined &&
		cluster.agentEnrolledAt !== null &&
		cluster.agentEnrolledAt !== facts.replaces;
	const connected =
		joined && (cluster.state === "ALIVE" || cluster.state === "DEGRADED");
	const kubernetes = connected ? cluster.kubernetes : null;
	const steps: JoinStep[] = [
		{
			name: "Join token created",
			done: joined || facts.hasToken,
			missing: "Create a join token.",
		},
		{
			name: "Agent connected",
			done: connected,
			missing:
				"Waiting for the agent. If it is running, its log says what keeps it from connecting.",
		},
		{
			name: "API server answers",
			done: kubernetes?.reachable === true,
			missing:
				kubernetes?.problem ??
				"Waiting for the agent to reach the cluster's API server.",
		},
		{
			name: "Configuration in force",
			done:
				connected &&
				version !== undefined &&
				version > 0 &&
				(cluster.configurationVersion ?? 0) >= version,
			missing:
				version === 0
					? "There is no configuration yet: apply one."
					: "Waiting for the agent to load the current version.",
		},
		{
			name: "First command run",
			done: facts.hasCommand,
			missing: "Run a command in this cluster.",
		},
	];
	const firstOpen = steps.findIndex(({ done }) => !done);
	return firstOpen < 0
		? steps
		: steps.map((step, at) =>
				at > firstOpen ? { ...step, done: false } : step,
			);
}
