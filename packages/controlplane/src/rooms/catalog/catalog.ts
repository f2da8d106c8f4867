import type {
	AgentConfiguration,
	OrganisationId,
	Page,
	PageRequest,
} from "@quarterdeck/contract";
import type {
	Configuration,
	ConfigurationProblem,
} from "@quarterdeck/contract/configuration";
import type { FactHandler } from "@quarterdeck/runtime";
import type { Caller } from "../permissions/index.ts";
import type {
	ConfigurationSummary,
	ConfigurationVersion,
} from "./configuration.ts";
import type { ConfigurationEdit } from "./configuration-edit.ts";
import type { Proposal } from "./review/proposal.ts";

export interface CurrentConfiguration {
	readonly version: number;
	readonly configuration: Configuration;
}

export interface ConfigurationText {
	/** Bytes when they come from a file: they are checked to be UTF-8. */
	readonly text: string | Uint8Array;
	/** The name shown in problems; `configuration.yaml` unless told. */
	readonly file?: string | undefined;
}

export interface AppliedConfiguration {
	/** Undefined when a problem kept it from being applied, or when it waits: then nothing changed. */
	readonly applied: ConfigurationVersion | undefined;
	/** The change that waits for a second member, because it widens rights. */
	readonly waiting?: Proposal | undefined;
	/** Every problem there is, warnings included. */
	readonly problems: readonly ConfigurationProblem[];
}

/** What would come of a configuration if it were applied now. */
export interface ConfigurationCheck {
	readonly problems: readonly ConfigurationProblem[];
	/** What people could do that they cannot do now, and why it would wait for a second member; empty when it would not wait. */
	readonly widens: readonly string[];
}

/** Configuration and its versions, and what is bound where. What each method promises stands at its function. */
export interface Catalog {
	checkConfiguration(
		organisationId: OrganisationId,
		given: ConfigurationText & {
			/** The version whose secrets stand where the text has marks. */
			readonly base?: number | undefined;
		},
	): Promise<ConfigurationCheck>;
	applyConfiguration(
		caller: Caller,
		given: ConfigurationText & {
			/** The version the text was made from; refused when it is no longer the current one. */
			readonly base?: number | undefined;
			readonly note?: string | undefined;
		},
	): Promise<AppliedConfiguration>;
	rollBackConfiguration(
		caller: Caller,
		given: {
			/** Whose text becomes the newest version. */
			readonly version: number;
			/** The version that is believed to be the current one; refused when it is not. */
			readonly base?: number | undefined;
			readonly note?: string | undefined;
		},
	): Promise<AppliedConfiguration>;
	/** Changes one thing in the current text. */
	editConfiguration(
		caller: Caller,
		edit: ConfigurationEdit,
		note: string,
	): Promise<AppliedConfiguration>;
	/** Approves or rejects a change that waits; returns what became of it. */
	decideProposal(
		caller: Caller,
		number: number,
		wanted: "approve" | "reject",
	): Promise<Proposal>;
	/** Changes that wait, and those that waited, newest first. */
	proposals(
		organisationId: OrganisationId,
		page: PageRequest,
	): Promise<Page<Proposal>>;
	currentConfiguration(
		organisationId: OrganisationId,
	): Promise<CurrentConfiguration>;
	/** A version as it was handed in, without a number the current one. @throws AppError CONFIGURATION_NOT_FOUND */
	configurationVersion(
		organisationId: OrganisationId,
		version?: number,
	): Promise<ConfigurationVersion>;
	/** The same with its secrets replaced: what may be shown. @throws AppError CONFIGURATION_NOT_FOUND */
	showConfiguration(
		organisationId: OrganisationId,
		version?: number,
	): Promise<ConfigurationVersion>;
	/** Versions, newest first, without their texts. */
	history(
		organisationId: OrganisationId,
		page: PageRequest,
	): Promise<Page<ConfigurationSummary>>;
	/** What the agent of a cluster needs of the current version. */
	agentConfiguration(
		organisationId: OrganisationId,
		clusterName: string,
	): Promise<AgentConfiguration>;
	/** Acts on the fact that a version was applied: brings it to every connected agent. */
	readonly push: FactHandler<"configuration.applied.v1">;
	/**
	 * Calls `listener` when the organisation has a new version, applied on whichever replica, and when it may have one because signals
	 * were missed. What is current then is read as ever. @returns what stops it.
	 */
	follow(organisationId: OrganisationId, listener: () => void): () => void;
	/** Begins to compare heartbeats with the current version; agents that run an older one are told. */
	start(): void;
	stop(): Promise<void>;
}
