import {
	Button,
	Group,
	Stack,
	Table,
	Text,
	VisuallyHidden,
} from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { useApiPages } from "../../data/use-api.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loading } from "../../parts/loading.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { CompareVersions } from "./compare-versions.tsx";
import type { ConfigurationSearch } from "./configuration-search.ts";
import { configurationHistoryDocument } from "./documents.ts";
import { RollBack } from "./roll-back.tsx";
import type { Version } from "./version.ts";

/** The versions there were, what differs between any two, and the way back. */
export function History(props: {
	readonly current: Version;
	readonly search: ConfigurationSearch;
	readonly onSearch: (search: ConfigurationSearch) => void;
	readonly unsaved: boolean;
}) {
	const { current, search, onSearch } = props;
	const pages = useApiPages(
		configurationHistoryDocument,
		{},
		({ configurations }) => configurations,
	);
	const [back, setBack] = useState<number>();
	if (!pages.data)
		return pages.error ? (
			<ProblemNote error={pages.error} onRetry={() => void pages.refetch()} />
		) : (
			<Loading what="the versions" />
		);
	const versions = pages.data.pages.flatMap(({ configurations }) =>
		configurations.edges.map(({ node }) => node),
	);
	if (versions.length === 0)
		return (
			<EmptyState icon={IconHistory} title="No versions yet">
				Every configuration you apply is kept as a version. Apply one in the
				editor to see it here.
			</EmptyState>
		);
	return (
		<Stack>
			<CompareVersions
				search={search}
				onSearch={onSearch}
				known={versions.map(({ version }) => version)}
			/>
			<Table verticalSpacing={6} highlightOnHover>
				<Table.Thead visibleFrom="sm">
					<Table.Tr>
						<Table.Th w={80}>Version</Table.Th>
						<Table.Th>Applied</Table.Th>
						<Table.Th w={200}>
							<VisuallyHidden>Actions</VisuallyHidden>
						</Table.Th>
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{versions.map((version) => (
						<VersionRow
							key={version.version}
							version={version}
							current={current.version}
							onCompare={() =>
								onSearch({
									view: "history",
									from: Math.max(0, version.version - 1),
									to: version.version,
								})
							}
							onBack={() => setBack(version.version)}
						/>
					))}
				</Table.Tbody>
			</Table>
			{pages.hasNextPage && (
				<Button
					variant="default"
					loading={pages.isFetchingNextPage}
					onClick={() => void pages.fetchNextPage()}
				>
					Show older versions
				</Button>
			)}
			<RollBack
				version={back}
				current={current}
				unsaved={props.unsaved}
				onClose={() => setBack(undefined)}
				onDone={() => {
					setBack(undefined);
					onSearch({});
				}}
			/>
		</Stack>
	);
}

function VersionRow(props: {
	readonly version: Omit<Version, "yaml">;
	readonly current: number;
	readonly onCompare: () => void;
	readonly onBack: () => void;
}) {
	const { version, author, createdAt, note } = props.version;
	const isCurrent = version === props.current;
	return (
		<Table.Tr>
			<Table.Td fw={600} style={{ verticalAlign: "top" }}>
				{version}
			</Table.Td>
			<Table.Td style={{ overflowWrap: "anywhere" }}>
				<Text size="sm">
					{note ? plainOutput(note) : "No note"}
					{isCurrent && (
						<Text span fw={600} size="sm">
							{" · in use"}
						</Text>
					)}
				</Text>
				<Text size="xs" c="dimmed">
					{plainOutput(author)} {createdAt && <RelativeTime at={createdAt} />}
				</Text>
			</Table.Td>
			<Table.Td style={{ verticalAlign: "top" }}>
				<Group gap="xs" justify="flex-end">
					<Button
						size="compact-xs"
						variant="default"
						onClick={props.onCompare}
						aria-label={`Changes of version ${version}`}
					>
						Changes
					</Button>
					{!isCurrent && (
						<Button
							size="compact-xs"
							variant="default"
							onClick={props.onBack}
							aria-label={`Roll back to version ${version}`}
						>
							Roll back
						</Button>
					)}
				</Group>
			</Table.Td>
		</Table.Tr>
	);
}
