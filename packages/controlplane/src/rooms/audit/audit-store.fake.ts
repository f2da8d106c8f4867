import type { OrganisationId } from "@quarterdeck/contract";
import type { AuditFilter } from "./audit-record.ts";
import type { AuditStore } from "./audit-store.ts";
import { type ChainEntry, type ChainHead, chainStart } from "./chain.ts";
import {
	lockInTransaction,
	onRollback,
	putInTransaction,
} from "./fake-transaction.ts";

/** Chains in memory. `entries` and `heads` are open, so that a test can do what nobody should. */
export interface FakeAuditStore extends AuditStore {
	readonly entries: ChainEntry[];
	readonly heads: Map<OrganisationId, ChainHead>;
}

export function createFakeAuditStore(): FakeAuditStore {
	const entries: ChainEntry[] = [];
	const heads = new Map<OrganisationId, ChainHead>();
	const held = new Map<string, Promise<void>>();
	const of = (organisationId: string) =>
		entries
			.filter((entry) => entry.organisationId === organisationId)
			.sort((a, b) => a.seq - b.seq);
	return {
		entries,
		heads,
		async lockHead(tx, organisationId) {
			await lockInTransaction(tx, held, organisationId);
			return heads.get(organisationId) ?? chainStart;
		},
		append(tx, entry) {
			const organisationId = entry.organisationId as OrganisationId;
			entries.push(entry);
			onRollback(tx, () => entries.splice(entries.indexOf(entry), 1));
			putInTransaction(tx, heads, organisationId, {
				seq: entry.seq,
				hash: entry.hash,
			});
		},
		head: async (organisationId) => heads.get(organisationId),
		async list(organisationId, filter, page) {
			const below = page.beforeSeq ?? Number.MAX_SAFE_INTEGER;
			return of(organisationId)
				.filter((entry) => entry.seq < below && matches(entry, filter))
				.reverse()
				.slice(0, page.limit);
		},
		scan: async (organisationId, afterSeq, limit) =>
			of(organisationId)
				.filter((entry) => entry.seq > afterSeq)
				.slice(0, limit),
	};
}

function matches(entry: ChainEntry, filter: AuditFilter): boolean {
	const at = Date.parse(entry.at);
	const same = (wanted: string | undefined, is: string | null) =>
		wanted === undefined || wanted === is;
	return (
		same(filter.personId, entry.whoId) &&
		same(filter.email?.toLowerCase(), entry.whoEmail) &&
		same(filter.code, entry.code) &&
		same(filter.outcome, entry.outcome) &&
		same(filter.subjectId, entry.subjectId) &&
		(filter.clusterName === undefined ||
			entry.clusterNames?.includes(filter.clusterName) === true) &&
		(filter.from === undefined || at >= filter.from.getTime()) &&
		(filter.before === undefined || at < filter.before.getTime())
	);
}
