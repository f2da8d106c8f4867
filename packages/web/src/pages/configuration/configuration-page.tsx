import { Tabs, Text } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";
import { useApiQuery } from "../../data/use-api.ts";
import { useOrganisation, useSession } from "../../data/use-session.ts";
import { ConnectionNote } from "../../parts/connection-note.tsx";
import { Loading } from "../../parts/loading.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { ConfigurationEditor } from "./configuration-editor.tsx";
import { readConfigurationSearch } from "./configuration-search.ts";
import { currentConfigurationDocument } from "./documents.ts";
import { isChanged } from "./editing.ts";
import { History } from "./history.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import { Review } from "./review/review.tsx";
import { useProposals } from "./review/use-proposals.ts";
import { type RolloutCluster, rolloutOf, rolloutWords } from "./rollout.ts";
import { useConfigurationSearch } from "./use-configuration-search.ts";
import { useEditing } from "./use-editing.ts";
import { useRollout } from "./use-rollout.ts";
import { emptyVersion, type Version } from "./version.ts";

/** The configuration of an organisation: what may run where. */
export function ConfigurationPage() {
	const organisation = useOrganisation() ?? "";
	const { data, error, refetch } = useApiQuery(
		currentConfigurationDocument,
		{},
	);
	const again = () => void refetch();
	if (!data)
		return (
			<>
				<PageHeader title="Configuration" />
				{error ? (
					<ProblemNote error={error} onRetry={again} />
				) : (
					<Loading what="the configuration" rows={10} />
				)}
			</>
		);
	return (
		<Configuration
			organisation={organisation}
			current={data.configuration ?? emptyVersion}
			error={error}
			askAgain={again}
		/>
	);
}

function Configuration(props: {
	readonly organisation: string;
	readonly current: Version;
	readonly error: unknown;
	readonly askAgain: () => void;
}) {
	const { current, askAgain } = props;
	const [search, setSearch] = useConfigurationSearch();
	const { data: session } = useSession();
	// What is written here stays theirs who began it, also while the page learns that they left.
	const [account] = useState(session?.account?.id ?? "");
	const place = { account, organisation: props.organisation };
	const state = useEditing(place, current);
	const { clusters, newest, connection } = useRollout();
	const proposals = useProposals();
	useAskWhenNewer(newest, current.version, askAgain);
	return (
		<>
			<PageHeader
				title="Configuration"
				note={
					<>
						<CurrentNote {...current} />
						<RolloutNote clusters={clusters} version={current.version} />
					</>
				}
			>
				<ConnectionNote connection={connection} />
			</PageHeader>
			{props.error !== null && props.error !== undefined && (
				<ProblemNote error={props.error} onRetry={askAgain} />
			)}
			<LeaveDialog unsaved={isChanged(state.editing)} />
			<Tabs
				value={search.view ?? "edit"}
				onChange={(view) => setSearch(readConfigurationSearch({ view }))}
				keepMounted={false}
			>
				<Tabs.List mb="sm">
					<Tabs.Tab value="edit">Edit</Tabs.Tab>
					<Tabs.Tab value="review">
						Review{proposals.waiting > 0 && ` (${proposals.waiting})`}
					</Tabs.Tab>
					<Tabs.Tab value="history">History</Tabs.Tab>
				</Tabs.List>
				<Tabs.Panel value="edit">
					<ConfigurationEditor
						current={current}
						state={state}
						clusterNames={clusters.map(({ name }) => name)}
						onConflict={askAgain}
					/>
				</Tabs.Panel>
				<Tabs.Panel value="review">
					<Review proposals={proposals} />
				</Tabs.Panel>
				<Tabs.Panel value="history">
					<History
						current={current}
						search={search}
						onSearch={setSearch}
						unsaved={isChanged(state.editing)}
					/>
				</Tabs.Panel>
			</Tabs>
		</>
	);
}

/** An agent has a version the page does not know: it is asked for, once for each, for an agent may be ahead for good. */
function useAskWhenNewer(
	newest: number,
	current: number,
	askAgain: () => void,
): void {
	const onNewest = useEffectEvent(() => {
		if (newest > current) askAgain();
	});
	useEffect(onNewest, [newest]);
}

/** It has its line from the beginning, so that nothing moves when the clusters are known. */
function RolloutNote(props: {
	readonly clusters: readonly RolloutCluster[];
	readonly version: number;
}) {
	const { clusters, version } = props;
	if (version === 0) return null;
	return (
		<Text
			inherit
			role="status"
			mih="1.55em"
			style={{ overflowWrap: "anywhere" }}
		>
			{clusters.length > 0 &&
				rolloutWords(rolloutOf(clusters, version), version)}
		</Text>
	);
}

function CurrentNote({ version, author, createdAt, note }: Version) {
	if (version === 0) return <>No configuration applied yet.</>;
	return (
		<span style={{ overflowWrap: "anywhere" }}>
			Version {version}, applied by {plainOutput(author)}{" "}
			{createdAt && <RelativeTime at={createdAt} />}
			{note && `: ${plainOutput(note)}`}
		</span>
	);
}
