import { Button, Center, Loader, Stack, Text } from "@mantine/core";
import { IconArrowUp, IconHistory } from "@tabler/icons-react";
import { ConnectionNote } from "../../parts/connection-note.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loading } from "../../parts/loading.tsx";
import { LostHeadNote } from "../../parts/lost-head-note.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { SavedFilters } from "../../parts/saved-filters.tsx";
import { SortSelect } from "../../parts/sort-select.tsx";
import classes from "./audit.module.css";
import {
	type AuditSearch,
	isFiltered,
	readAuditSearch,
	sorted,
	withoutFilters,
} from "./audit-filter.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditList } from "./audit-list.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { mostAside } from "./merge-rows.ts";
import { oneRowPerAct } from "./one-row-per-act.ts";
import { type AuditRecords, useAuditRecords } from "./use-audit-records.ts";
import { useAuditSearch } from "./use-audit-search.ts";
import { VerifyChain } from "./verify-chain.tsx";

/** What was done, by whom, and how it ended. */
export function AuditPage() {
	const { search, filter, setSearch } = useAuditSearch(
		"/o/$organisation/audit",
	);
	const records = useAuditRecords(filter, search.sort);
	return (
		<>
			<PageHeader title="Audit" note="Who did what, and how it ended.">
				{records.isLive && <ConnectionNote connection={records.connection} />}
				<SavedFilters
					list="audit"
					search={search}
					onChoose={(saved) => setSearch(readAuditSearch(saved))}
				/>
				<ExportMenu filter={filter} />
				<VerifyChain />
			</PageHeader>
			<LostHeadNote />
			<Stack gap="sm" align="stretch">
				<AuditFilters search={search} onChange={setSearch} />
				<FreshNote records={records} />
				<Records records={records} search={search} onChange={setSearch} />
			</Stack>
		</>
	);
}

function FreshNote({ records }: { readonly records: AuditRecords }) {
	const { fresh } = records;
	const count = fresh >= mostAside ? `${mostAside} or more` : fresh;
	const show = () => {
		// Of more than are kept aside the rest must be asked for.
		if (fresh >= mostAside) records.again();
		records.showFresh();
		window.scrollTo({ top: 0 });
	};
	return (
		<output className={classes.fresh}>
			{fresh > 0 && (
				<Button
					size="compact-sm"
					radius="xl"
					leftSection={<IconArrowUp size={14} aria-hidden />}
					onClick={show}
				>
					{count} new {fresh === 1 ? "record" : "records"}
				</Button>
			)}
		</output>
	);
}

function Records(props: {
	readonly records: AuditRecords;
	readonly search: AuditSearch;
	readonly onChange: (search: AuditSearch) => void;
}) {
	const { records, search, onChange } = props;
	const later = search.sort === "oldest" ? "newer" : "older";
	const { error, hasMore, isLoadingMore, loadMore } = records;
	// About one command every record is wanted.
	const rows =
		records.rows &&
		(search.command ? records.rows : oneRowPerAct(records.rows));
	if (!rows)
		return error ? (
			<ProblemNote error={error} onRetry={records.again} />
		) : (
			<Loading what="the audit records" rows={12} />
		);
	return (
		<>
			{rows.length > 0 && (
				<SortSelect
					words={{ newest: "Newest first", oldest: "Oldest first" }}
					sort={search.sort ?? "newest"}
					onSort={(sort) => onChange(sorted(search, sort))}
					hiddenFrom="md"
				/>
			)}
			{rows.length > 0 && (
				<AuditList
					rows={rows}
					search={search}
					onSort={(sort) => onChange(sorted(search, sort))}
					hasMore={hasMore && !error}
					onEnd={loadMore}
				/>
			)}
			{error !== undefined && (
				<ProblemNote error={error} onRetry={records.again} />
			)}
			{rows.length === 0 && !hasMore && <Nothing {...props} />}
			<Center mih={40}>
				{isLoadingMore && (
					<Loader size="sm" aria-label="Loading more records" />
				)}
				{hasMore && !isLoadingMore && (
					<Button variant="default" size="xs" onClick={loadMore}>
						{rows.length === 0
							? `Nothing found yet. Search ${later} records`
							: `Show ${later} records`}
					</Button>
				)}
				{!hasMore && rows.length > 0 && (
					<Text size="sm" c="dimmed">
						{isFiltered(search)
							? `No ${later} records match.`
							: `There are no ${later} records.`}
					</Text>
				)}
			</Center>
		</>
	);
}

function Nothing(props: {
	readonly search: AuditSearch;
	readonly onChange: (search: AuditSearch) => void;
}) {
	const { search, onChange } = props;
	const isSearch = isFiltered(search);
	return (
		<EmptyState
			icon={IconHistory}
			title={isSearch ? "No matching records" : "No records yet"}
		>
			{isSearch ? (
				<Button
					variant="default"
					onClick={() => onChange(withoutFilters(search))}
				>
					Clear filters
				</Button>
			) : (
				"Every command, change and refusal is recorded here. Run a command in the console to see the first."
			)}
		</EmptyState>
	);
}
