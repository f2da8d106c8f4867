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
import type {
	CloseCommand,
	CloseRun,
	CommandFilter,
	CommandOrigin,
	CommandRecord,
	OpenCommand,
	OriginKey,
} from "./command-record.ts";
import type { OpenedCommand } from "./open-command.ts";

/** What people said and what came of it. What each method promises stands at the function of the same name. */
export interface CommandRecords {
	openCommand(tx: Transaction, request: OpenCommand): Promise<OpenedCommand>;
	closeRun(tx: Transaction, close: CloseRun): Promise<boolean>;
	closeCommand(
		tx: Transaction,
		close: CloseCommand,
	): Promise<{ readonly record: CommandRecord; readonly closed: boolean }>;
	findCommand(
		organisationId: OrganisationId,
		commandId: CommandId,
	): Promise<CommandRecord | undefined>;
	/** Where a command was said and by whom: cheap, however many runs it has. */
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
	closeLostCommands(): Promise<readonly CommandRecord[]>;
}
