import type {
	CommandId,
	ErrorBody,
	OrganisationId,
	ProcessId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type {
	CloseRun,
	CommandEndState,
	CommandFilter,
	CommandRecord,
	CommandRun,
} from "./command-record.ts";

/** Where command records lie. */
export interface CommandStore {
	/** Keeps a new command without runs; false when the organisation has that id already (also from a transaction that just ended). */
	insert(tx: Transaction, record: CommandRecord): Promise<boolean>;
	/** Adds runs to a command. */
	insertRuns(
		tx: Transaction,
		organisationId: OrganisationId,
		commandId: CommandId,
		runs: readonly CommandRun[],
	): Promise<void>;
	/** Ends a run; false when it had ended before or is not there. */
	closeRun(tx: Transaction, close: CloseRun, endedAt: Date): Promise<boolean>;
	/** Ends every run that still goes on, all alike. */
	closeOpenRuns(
		tx: Transaction,
		organisationId: OrganisationId,
		commandId: CommandId,
		end: {
			readonly state: CommandEndState;
			readonly error: ErrorBody | undefined;
			readonly endedAt: Date;
		},
	): Promise<void>;
	/** Ends the command; false when it had ended before or is not there. */
	close(
		tx: Transaction,
		organisationId: OrganisationId,
		commandId: CommandId,
		end: {
			readonly state: CommandEndState;
			readonly error: ErrorBody | undefined;
			readonly endedAt: Date;
		},
	): Promise<boolean>;
	/** One command with its runs; within `tx` it sees what that transaction wrote. */
	find(
		organisationId: OrganisationId,
		commandId: CommandId,
		tx?: Transaction,
	): Promise<CommandRecord | undefined>;
	/** Commands that match, newest first, behind the given one. */
	list(
		organisationId: OrganisationId,
		filter: CommandFilter,
		page: {
			readonly limit: number;
			readonly behind?:
				| { readonly startedAt: Date; readonly id: string }
				| undefined;
		},
	): Promise<readonly CommandRecord[]>;
	/** The processes that own a running command, of every organisation: for the job that buries the dead. */
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
