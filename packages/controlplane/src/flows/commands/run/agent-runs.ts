import type {
	AgentId,
	AppError,
	OrganisationId,
	RunEnd,
	RunOrder,
	RunOutput,
} from "@quarterdeck/contract";

/** Which agent is to run something. The organisation goes along, so that no adapter can address a stranger's agent. */
export interface RunAddress {
	readonly organisationId: OrganisationId;
	readonly agentId: AgentId;
	/** For what is said when there is no such agent. */
	readonly clusterName: string;
}

/** What is heard while a run goes on. Output is not read on before `onOutput` resolves. */
export interface RunListener {
	/** When the run must have stopped, by this process's clock; the agent is told how much time is left. */
	readonly deadlineAt: Date;
	readonly onAccepted: () => void;
	/** How many runs are before one that waits for its turn in the cluster. */
	readonly onWaiting: (before: number) => void;
	readonly onOutput: (output: RunOutput) => Promise<void>;
	/** Aborting it says stop to the agent. */
	readonly signal: AbortSignal;
}

/** How asking an agent for a run ended. */
export type RunAnswer =
	| { readonly kind: "ended"; readonly end: RunEnd }
	/** The agent, or the bus, said no: nothing was run. */
	| { readonly kind: "refused"; readonly error: AppError }
	/** No end came: before the deadline, or before we gave up. `accepted` says whether it was begun. */
	| { readonly kind: "unanswered"; readonly accepted: boolean };

/** The agents as this flow needs them: one run, once, wherever the connection breaks meanwhile. */
export interface AgentRuns {
	/** Never throws for what an agent or the bus does; the answer says it. */
	run(
		to: RunAddress,
		order: RunOrder,
		listener: RunListener,
	): Promise<RunAnswer>;
}
