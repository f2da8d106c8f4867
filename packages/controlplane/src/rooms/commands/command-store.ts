import type {
	CommandId,
	Message,
	OrganisationId,
	PersonId,
	ProcessId,
	RunId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type {
	CommandCounts,
	FigureRange,
	SlowestRuns,
} from "./command-figures.ts";
import type {
	CommandFilter,
	CommandKey,
	CommandOrigin,
	CommandRecord,
	CommandResult,
	OriginKey,
	RunResult,
} from "./command-record.ts";

/** A command's place among those of its organisation. */
export interface CommandPlace {
	readonly startedAt: Date;
	readonly id: string;
}

export interface ListedCommands {
	readonly commands: readonly CommandRecord[];
	/** The last command that was looked at, when there are more that were not. */
	readonly lookedBackTo: CommandPlace | undefined;
}

/** Where command records lie. */
export interface CommandStore {
	/** Keeps a new command with its runs; if that fails, the transaction fails. */
	insert(tx: Transaction, record: CommandRecord): void;
	/** Ends a run; false when it had ended before or is not there. */
	closeRun(
		tx: Transaction,
		key: CommandKey,
		result: RunResult,
		endedAt: Date,
	): Promise<boolean>;
	/** The command with its runs, which nobody else changes until the transaction ends. */
	lock(
		tx: Transaction,
		organisationId: OrganisationId,
		commandId: CommandId,
	): Promise<CommandRecord | undefined>;
	/** Ends a running command that this transaction has locked, as `endedCommand` has it; if that fails, the transaction fails. */
	end(
		tx: Transaction,
		key: CommandKey,
		result: CommandResult,
		endedAt: Date,
	): void;
	/** One command with its runs; within `tx` it sees what that transaction wrote. */
	find(
		organisationId: OrganisationId,
		commandId: CommandId,
		tx?: Transaction,
	): Promise<CommandRecord | undefined>;
	/** Where a command was said and by whom, without its runs; it is named by itself or by one of them. */
	findOrigin(
		organisationId: OrganisationId,
		of: OriginKey,
	): Promise<CommandOrigin | undefined>;
	/**
	 * What plugins answered in these runs beside their output, as far as this reader may see it: a message that is only for who said
	 * the command is left out for others, as are runs without one.
	 */
	findMessages(
		organisationId: OrganisationId,
		runIds: readonly RunId[],
		reader: PersonId,
	): Promise<ReadonlyMap<RunId, Message>>;
	/**
	 * Commands that match, newest first, behind the given one. Where no index helps a bounded number of commands is looked at, and the
	 * rest left for the next page.
	 */
	list(
		organisationId: OrganisationId,
		filter: CommandFilter,
		page: {
			readonly limit: number;
			readonly behind?: CommandPlace | undefined;
		},
	): Promise<ListedCommands>;
	/** Counts commands by when they began; of more than a bounded number only the newest. */
	countCommands(
		organisationId: OrganisationId,
		range: FigureRange,
		stretchSeconds: number,
	): Promise<CommandCounts>;
	/** How long the newest runs took that ended, a bounded number of them, by cluster and by command: `most` of each. */
	slowestRuns(
		organisationId: OrganisationId,
		range: FigureRange,
		most: number,
	): Promise<SlowestRuns>;
	/** The processes that own a running command, of every organisation: for the job that closes lost commands. */
	owners(): Promise<readonly ProcessId[]>;
	/** Running commands of one process, of every organisation. */
	runningOf(
		processId: ProcessId,
		limit: number,
	): Promise<
		readonly {
			readonly organisationId: OrganisationId;
			readonly id: CommandId;
		}[]
	>;
}
