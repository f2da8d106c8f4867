import { graphql, type ResultOf } from "../../data/graphql.ts";

export const fleetDocument = graphql(`
	query OverviewFleet {
		fleetSummary { state count }
		fleetLabels { name value clusters alive }
		fleetVersions { of version clusters }
	}
`);

export const activityDocument = graphql(`
	query OverviewActivity($since: DateTime!, $until: DateTime!, $stretches: Int!) {
		commandFigures(since: $since, until: $until, stretches: $stretches) {
			countedFrom
			stretches { from counts { state count } }
		}
	}
`);

export const slowestDocument = graphql(`
	query OverviewSlowest($since: DateTime!, $until: DateTime!) {
		slowestRuns(since: $since, until: $until) {
			clusters { name runs p50Ms p95Ms }
			commands { name runs p50Ms p95Ms }
		}
	}
`);

export const credentialsDocument = graphql(`
	query OverviewCredentials($before: DateTime!) {
		endingCredentials(before: $before) { kind cluster endsAt }
		endingMachineTokens(before: $before) { id cluster label expiresAt }
		apiTokens(first: 100) { edges { node { id label expiresAt } } }
	}
`);

export const changesDocument = graphql(`
	query OverviewChanges {
		configurations(first: 5) { edges { node { version author createdAt note } } }
		personAdded: auditRecords(filter: { code: "person.added" }, first: 3) { edges { node { ...Change } } }
		personRemoved: auditRecords(filter: { code: "person.removed" }, first: 3) { edges { node { ...Change } } }
		personUpdated: auditRecords(filter: { code: "person.updated" }, first: 3) { edges { node { ...Change } } }
		personJoined: auditRecords(filter: { code: "invitation.accepted" }, first: 3) { edges { node { ...Change } } }
		ownership: auditRecords(filter: { code: "ownership.transferred" }, first: 3) { edges { node { ...Change } } }
		clusterAdded: auditRecords(filter: { code: "cluster.added" }, first: 3) { edges { node { ...Change } } }
		clusterRemoved: auditRecords(filter: { code: "cluster.removed" }, first: 3) { edges { node { ...Change } } }
	}
	fragment Change on AuditRecord { id at code outcome person clusters facts }
`);

export type Activity = ResultOf<typeof activityDocument>["commandFigures"];
export type Fleet = ResultOf<typeof fleetDocument>;
export type Durations = ResultOf<
	typeof slowestDocument
>["slowestRuns"]["clusters"][number];
export type Credentials = ResultOf<typeof credentialsDocument>;
export type Changes = ResultOf<typeof changesDocument>;

export const noticeLevelsDocument = graphql(`
	query OverviewNoticeLevels($since: DateTime!, $until: DateTime!) {
		noticeHistogram(since: $since, until: $until, stretches: 1) { counts { level count } }
	}
`);
