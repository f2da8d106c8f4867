import type { ListOutput } from "../output/list-outputs.ts";

/** What a person may ask of the audit. */
export interface AuditOptions {
	readonly number: number;
	readonly person?: string;
	readonly cluster?: string;
	readonly code?: string;
	readonly outcome?: string;
	readonly command?: string;
	readonly since?: string;
	readonly until?: string;
	readonly text?: string;
	/** Also the records that opened what is closed by now. */
	readonly allRecords?: boolean;
	readonly output: ListOutput;
}
