import { graphql, type ResultOf } from "../../data/graphql.ts";

export const channelsDocument = graphql(`
	query ConsoleChannels {
		channels { name platform executors clusters members }
	}
`);

export const commandsDocument = graphql(`
	query ConsoleCommands($filter: CommandFilter, $first: Int, $after: String) {
		commands(filter: $filter, first: $first, after: $after) {
			edges { node {
				id text channel thread email state outcome answer startedAt endedAt input { bytes }
				summary { outcome count } answers { outcome runs { id } }
				error { code message hint ref }
				runs { id cluster state outcome exitCode durationMs outputBytes incomplete outputUrl message advice error { code message hint ref } }
			} }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export const commandDocument = graphql(`
	query ConsoleCommand($id: ID!) {
		command(id: $id) {
			id text channel thread email state outcome answer startedAt endedAt input { bytes }
			summary { outcome count } answers { outcome runs { id } }
			error { code message hint ref }
			runs { id cluster state outcome exitCode durationMs outputBytes incomplete outputUrl message advice error { code message hint ref } }
		}
	}
`);

export const channelEventsDocument = graphql(`
	subscription ConsoleChannelEvents($channel: String!) {
		channelEvents(channel: $channel) {
			command {
				id text channel thread email state outcome answer startedAt endedAt input { bytes }
				summary { outcome count } answers { outcome runs { id } }
				error { code message hint ref }
				runs { id cluster state outcome exitCode durationMs outputBytes incomplete outputUrl message advice error { code message hint ref } }
			}
			event {
				seq command kind cluster text shownBytes before state at
				error { code message hint ref }
				run { id cluster state outcome exitCode durationMs outputBytes incomplete outputUrl message advice error { code message hint ref } }
			}
		}
	}
`);

export const noticePostsDocument = graphql(`
	query ConsoleNoticePosts($channel: String!, $first: Int, $after: String) {
		noticePosts(channel: $channel, first: $first, after: $after) {
			edges { node {
				id revision form level title cluster count createdAt firstAt lastAt resolvedAt
				digest { groups { name count } levels { level count } topics { cluster title count } }
				latest { id cluster group level title message object { kind namespace name } }
			} }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export const noticePostEventsDocument = graphql(`
	subscription ConsoleNoticePostEvents($channel: String!) {
		noticePostEvents(channel: $channel) {
			id revision form level title cluster count createdAt firstAt lastAt resolvedAt
			digest { groups { name count } levels { level count } topics { cluster title count } }
			latest { id cluster group level title message object { kind namespace name } }
		}
	}
`);

export const runCommandDocument = graphql(`
	mutation ConsoleRunCommand($input: RunCommandInput!) {
		runCommand(input: $input) {
			id text channel thread email state outcome answer startedAt endedAt input { bytes }
			summary { outcome count } answers { outcome runs { id } }
			error { code message hint ref }
			runs { id cluster state outcome exitCode durationMs outputBytes incomplete outputUrl message advice error { code message hint ref } }
		}
	}
`);

export const cancelCommandDocument = graphql(`
	mutation ConsoleCancelCommand($id: ID!) {
		cancelCommand(id: $id) { id state }
	}
`);

export const tableDocument = graphql(`
	query ConsoleTable($id: ID!, $filter: String) {
		command(id: $id) { words table(filter: $filter) { columns rows { cluster cells } problem } }
	}
`);

export const targetsDocument = graphql(`
	query ConsoleTargets($search: String, $states: [ClusterState!]) {
		clusters(search: $search, states: $states, first: 50) {
			edges { node { name state labels { name value } } }
			pageInfo { hasNextPage }
		}
	}
`);

export const completeDocument = graphql(`
	query ConsoleComplete($channel: String!, $text: String!, $cursor: Int) {
		complete(channel: $channel, text: $text, cursor: $cursor) {
			from
			to
			items { text kind detail }
		}
	}
`);

export const someClustersDocument = graphql(`
	query ConsoleSomeClusters {
		clusters(states: [ALIVE], first: 3) {
			edges { node { name } }
		}
	}
`);

export type Channel = ResultOf<typeof channelsDocument>["channels"][number];
export type Command = NonNullable<ResultOf<typeof commandDocument>["command"]>;
export type Run = Command["runs"][number];
export type Problem = NonNullable<Run["error"]>;
export type ChannelEvent = ResultOf<
	typeof channelEventsDocument
>["channelEvents"];
export type NoticePost = ResultOf<
	typeof noticePostEventsDocument
>["noticePostEvents"];
export type CommandEvent = NonNullable<ChannelEvent["event"]>;
type Completions = ResultOf<typeof completeDocument>["complete"];
export type Completion = Completions["items"][number];
