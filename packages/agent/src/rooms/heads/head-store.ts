import type { AuditHead, OrganisationId } from "@quarterdeck/contract";

/** Where the newest head of each organisation lies: one never takes another's place. */
export interface HeadStore {
	/** Undefined when none was kept yet. @throws Error when it cannot be trusted or read. */
	read(organisationId: OrganisationId): AuditHead | undefined;
	write(head: AuditHead): void;
}
