import { join } from "node:path";
import {
	type AuditHead,
	auditHeadSchema,
	type OrganisationId,
} from "@quarterdeck/contract";
import {
	readPrivateFile,
	writePrivateFile,
} from "../../plumbing/disk/private-file.ts";
import type { HeadStore } from "./head-store.ts";

/** Heads in the agent's state folder, each written whole or not at all. */
export function createDiskHeadStore(stateDir: string): HeadStore {
	const fileOf = (organisationId: OrganisationId) =>
		join(stateDir, `audit-head-${organisationId}.json`);
	// Where agents kept the only one before.
	const oldFile = join(stateDir, "audit-head.json");
	return {
		read(organisationId) {
			const head = readHead(fileOf(organisationId)) ?? readHead(oldFile);
			return head?.organisationId === organisationId ? head : undefined;
		},
		write: (head) =>
			writePrivateFile(
				fileOf(head.organisationId),
				`${JSON.stringify(head)}\n`,
			),
	};
}

function readHead(file: string): AuditHead | undefined {
	const text = readPrivateFile(file);
	return text === undefined
		? undefined
		: auditHeadSchema.parse(JSON.parse(text));
}
