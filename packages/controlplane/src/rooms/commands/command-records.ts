import type {
	CommandId,
	Message,
	OrganisationId,
	Page,
	PageRequest,
	PersonId,
	RunId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { OnLost } from "./close-lost-commands.ts";
import type {
	CommandFilter,
	CommandKey,
	CommandOrigin,
	CommandRecord,
	CommandResult,
	OpenCommand,
	OriginKey,
	RunResult,
} from "./command-record.ts";
import type { CommandStore } from "./command-store.ts";
import type { OpenedCommand } from "./open-command.ts";

/** What people said and what came of it. What each method promises stands at the function of the same name. */
export interface CommandRecords {
	openCommand(tx: Transaction, request: OpenCommand): Promise<OpenedCommand>;
	closeRun(
		tx: Transaction,
		key: CommandKey,
		result: RunResult,
	): Promise<boolean>;
	closeCommand(
		tx: Transaction,
		key: CommandKey,
		result: CommandResult,
	): Promise<{ readonly record: CommandRecord; readonly closed: boolean }>;
	findCommand(
		organisationId: OrganisationId,
		commandId: CommandId,
	): Promise<CommandRecord | undefined>;
	/** Where a command was said and by whom, read without its runs. */
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
	listCommands(
		organisationId: OrganisationId,
		filter: CommandFilter,
		page: PageRequest,
	): Promise<Page<CommandRecord>>;
	countCommands: CommandStore["countCommands"];
	slowestRuns: CommandStore["slowestRuns"];
	closeLostCommands(onLost: OnLost): Promise<readonly CommandRecord[]>;
}
