import type {
	AgentId,
	ClusterId,
	EpochId,
	Notice,
	NoticeId,
	NoticeLevel,
} from "@quarterdeck/contract";

/** A notice of a cluster as it is kept. */
export interface KeptNotice {
	readonly id: NoticeId;
	readonly clusterId: ClusterId;
	/** As it was called when the notice came. */
	readonly clusterName: string;
	readonly notice: Notice;
	/** Its source group is none of the configuration's, so nobody was told. */
	readonly isUnaddressed: boolean;
	/** When it came, every channel bound to its group had a list of members. */
	readonly isRestricted: boolean;
	/** By the agent's clock, but never later than it came. */
	readonly happenedAt: Date;
	readonly receivedAt: Date;
}

/** A notice on its way into the store, with the event it came in. */
export interface ArrivedNotice extends KeptNotice {
	readonly agentId: AgentId;
	readonly epoch: EpochId;
	readonly number: number;
}

/** The events of one agent that came together. */
export interface NoticeBatch {
	readonly agentId: AgentId;
	readonly epoch: EpochId;
	readonly first: number;
	readonly last: number;
}

/** Which source groups a person may read. */
export interface ReadableGroups {
	/** Of the current configuration. */
	readonly open: readonly string[];
	/** All of the current configuration. */
	readonly known: readonly string[];
}

/** Which notices. An absent field matches all. */
export interface NoticeFilter {
	readonly readable: ReadableGroups;
	/** Names of clusters, any of them. */
	readonly clusters?: readonly string[] | undefined;
	readonly namespaces?: readonly string[] | undefined;
	/** Kinds of objects. */
	readonly kinds?: readonly string[] | undefined;
	readonly objects?: readonly string[] | undefined;
	readonly levels?: readonly NoticeLevel[] | undefined;
	readonly groups?: readonly string[] | undefined;
	readonly types?: readonly string[] | undefined;
	/** Words that must all be there. */
	readonly text?: string | undefined;
	/** Half-open. */
	readonly from?: Date | undefined;
	readonly before?: Date | undefined;
}
