/** A record as the API hands it out. */
export interface AuditRecord {
	readonly id: string;
	readonly seq: number;
	readonly at: string;
	readonly code: string;
	readonly outcome: string | null;
	readonly person: string | null;
	readonly subject: string | null;
	readonly clusters: readonly string[];
	readonly channel: string | null;
	readonly facts: unknown;
	readonly durationMs: number | null;
	readonly digest: string | null;
	readonly ref: string | null;
	readonly hash: string;
}
