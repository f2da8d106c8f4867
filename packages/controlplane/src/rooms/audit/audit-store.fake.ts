import type { OrganisationId } from "@quarterdeck/contract";
import {
	afterTransaction,
	lockInTransaction,
	onRollback,
	putInTransaction,
} from "@quarterdeck/runtime/fakes";
import type { AuditStore } from "./audit-store.ts";
import { type ChainEntry, type ChainHead, chainStart } from "./chain.ts";
import { matcherOf } from "./matches-filter.ts";

/** Chains in memory. `entries` and `heads` are open, so that a test can do what nobody should. */
export interface FakeAuditStore extends AuditStore {
	readonly entries: ChainEntry[];
	readonly heads: Map<OrganisationId, ChainHead>;
}

/**
 * @param onGrown told of each chain that may have grown, when the transaction has ended.
 * @param window how many entries a page looks at, at most.
 */
export function createFakeAuditStore(
	onGrown: (organisationId: OrganisationId) => void = () => {},
	window: number = Number.POSITIVE_INFINITY,
): FakeAuditStore {
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
			afterTransaction(tx, () => onGrown(organisationId));
		},
		isRecorded: async (_tx, { organisationId, code, subjectId, facts }) =>
			of(organisationId).some(
				(one) =>
					one.code === code &&
					one.subjectId === subjectId &&
					one.facts === facts,
			),
		head: async (organisationId) => heads.get(organisationId),
		async list(organisationId, filter, page) {
			const newest = of(organisationId).sort(newestFirst);
			const last = newest.find(({ seq }) => seq === page.behindSeq);
			const begin = last ? newest.indexOf(last) + 1 : 0;
			const looked = newest.slice(begin, begin + window);
			const found = looked.filter(matcherOf(filter)).slice(0, page.limit);
			const isCut = begin + window < newest.length;
			return {
				entries: found,
				lookedBackTo:
					isCut && found.length < page.limit ? looked.at(-1)?.seq : undefined,
			};
		},
		find: async (organisationId, id) =>
			of(organisationId).find((entry) => entry.id === id),
		prepareRangeScan(organisationId, filter) {
			const matches = matcherOf(filter);
			return async (afterSeq, upToSeq) =>
				of(organisationId).filter(
					(entry) =>
						entry.seq > afterSeq && entry.seq <= upToSeq && matches(entry),
				);
		},
		scan: async (organisationId, afterSeq, limit) =>
			of(organisationId)
				.filter((entry) => entry.seq > afterSeq)
				.slice(0, limit),
	};
}

function newestFirst(a: ChainEntry, b: ChainEntry): number {
	if (a.at === b.at) return b.seq - a.seq;
	return a.at < b.at ? 1 : -1;
}
