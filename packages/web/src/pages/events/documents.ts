import { graphql, type ResultOf } from "../../data/graphql.ts";

export const noticesDocument = graphql(`
	query EventsNotices($filter: NoticeFilter, $after: String) {
		notices(filter: $filter, first: 50, after: $after) {
			edges { node {
				id happening cluster group plugin level type reason title topic resolved shortened unaddressed
				happenedAt receivedAt message object { apiVersion kind namespace name }
				placements { door address outcome at error post postState silence }
			} }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export const noticeEventsDocument = graphql(`
	subscription EventsNoticeEvents($filter: NoticeFilter) {
		noticeEvents(filter: $filter) {
			id happening cluster group plugin level type reason title topic resolved shortened unaddressed
			happenedAt receivedAt message object { apiVersion kind namespace name }
			placements { door address outcome at error post postState silence }
		}
	}
`);

export const noticeHistogramDocument = graphql(`
	query EventsHistogram($filter: NoticeFilter, $since: DateTime!, $until: DateTime!, $stretches: Int) {
		noticeHistogram(filter: $filter, since: $since, until: $until, stretches: $stretches) {
			from counts { level count }
		}
	}
`);

/** What one can filter by. */
export const eventChoicesDocument = graphql(`
	query EventChoices {
		clusters(first: 500) { edges { node { name } } }
	}
`);

export const eventChannelsDocument = graphql(`
	query EventChannels {
		channels { name platform }
	}
`);

export const eventCommandDocument = graphql(`
	mutation EventCommand($input: RunCommandInput!) {
		runCommand(input: $input) { id error { code message hint ref } }
	}
`);

export const silencesDocument = graphql(`
	query EventSilences($after: String) {
		silences(first: 100, after: $after) {
			edges { node {
				id active createdAt createdBy endsAt endedBy reason memberChannels
				matcher { cluster namespace kind name group level text }
			} }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export const endSilenceDocument = graphql(`
	mutation EndSilence($id: ID!) {
		endSilence(id: $id) { id active }
	}
`);

export type Notice = ResultOf<typeof noticeEventsDocument>["noticeEvents"];
export type Placement = Notice["placements"][number];
export type Stretch = ResultOf<
	typeof noticeHistogramDocument
>["noticeHistogram"][number];
export type Silence = ResultOf<
	typeof silencesDocument
>["silences"]["edges"][number]["node"];
