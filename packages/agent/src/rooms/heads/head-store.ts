import type { AuditHead } from "@quarterdeck/contract";

/** Where the newest head lies. */
export interface HeadStore {
	/** Undefined when none was kept yet. @throws Error when it cannot be trusted or read. */
	read(): AuditHead | undefined;
	write(head: AuditHead): void;
}
