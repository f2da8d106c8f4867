import { graphql, type ResultOf } from "../../data/graphql.ts";

export const auditRecordsDocument = graphql(`
	query AuditRecords($filter: AuditFilter, $order: AuditOrder, $after: String) {
		auditRecords(filter: $filter, order: $order, first: 50, after: $after) {
			edges {
				node {
					id seq at code outcome person subject clusters channel facts
				}
			}
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export const auditEventsDocument = graphql(`
	subscription AuditEvents($filter: AuditFilter) {
		auditEvents(filter: $filter) {
			id seq at code outcome person subject clusters channel facts
		}
	}
`);

export const auditRecordDocument = graphql(`
	query AuditRecord($id: ID!) {
		auditRecord(id: $id) {
			id seq at code outcome person subject clusters channel facts
			durationMs digest ref hash
		}
	}
`);

export type AuditRecord = NonNullable<
	ResultOf<typeof auditRecordDocument>["auditRecord"]
>;

/**
 * The records beside one: a list goes on behind a record that is there. The last but one has none two places on; the one behind it is
 * the newest.
 */
export const auditNeighboursDocument = graphql(`
	query AuditNeighbours($below: String!, $above: String!) {
		older: auditRecords(first: 1, after: $below) { edges { node { id seq } } }
		newer: auditRecords(first: 1, after: $above) { edges { node { id seq } } }
		newest: auditRecords(first: 1) { edges { node { id seq } } }
	}
`);

/** Whom and what one can filter by. */
export const auditChoicesDocument = graphql(`
	query AuditChoices {
		people(first: 200) { edges { node { email } } }
		clusters(first: 500) { edges { node { name } } }
	}
`);

export const verifyAuditDocument = graphql(`
	mutation VerifyAudit($sinceHead: AuditHeadInput) {
		verifyAudit(sinceHead: $sinceHead) {
			ok records reason missesSinceHead brokenAt { id seq }
			head { seq hash at }
			signedHead { seq hash at publicKey signature isOwnKey }
			lostHeads { seq hash signedAt foundAt recordId }
			unsigned { records since }
		}
	}
`);

export type AuditProof = ResultOf<typeof verifyAuditDocument>["verifyAudit"];

export const auditedCommandDocument = graphql(`
	query AuditedCommand($id: ID!) {
		command(id: $id) {
			id text state platform channel startedAt endedAt
			error { code message hint ref }
			runs {
				id cluster state exitCode durationMs outputBytes outputUrl incomplete digest
				error { code message hint ref }
				gate {
					user groups total refused bytes
					requests { method path status bytes note }
				}
			}
		}
	}
`);
