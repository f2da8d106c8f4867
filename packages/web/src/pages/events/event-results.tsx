import { Button, Center, Loader, Text } from "@mantine/core";
import { IconArrowUp, IconBell } from "@tabler/icons-react";
import { useOrganisation } from "../../data/use-session.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { AnchorLink } from "../../parts/links.tsx";
import { Loading } from "../../parts/loading.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import type { Notice } from "./documents.ts";
import { EventList } from "./event-list.tsx";
import classes from "./events.module.css";
import { type EventsSearch, isFiltered, onlyTime } from "./events-search.ts";
import { mostHeard } from "./merge-notices.ts";
import type { Notices } from "./use-notices.ts";

interface ResultsProps {
	readonly notices: Notices;
	readonly search: EventsSearch;
	readonly onChange: (search: EventsSearch) => void;
	readonly onOpen: (notice: Notice) => void;
}

/** The notices that were found, and what there is in place of them. */
export function EventResults(props: ResultsProps) {
	const { notices } = props;
	const { rows, error, hasMore, isLoadingMore, loadMore } = notices;
	if (!rows)
		return error ? (
			<ProblemNote error={error} onRetry={notices.again} />
		) : (
			<Loading what="the events" rows={12} />
		);
	return (
		<>
			<FreshNote notices={notices} />
			{rows.length > 0 && (
				<EventList
					rows={rows}
					hasMore={hasMore && !error}
					onEnd={loadMore}
					onOpen={props.onOpen}
				/>
			)}
			{error !== undefined && (
				<ProblemNote error={error} onRetry={notices.again} />
			)}
			{rows.length === 0 && !hasMore && <Nothing {...props} />}
			<Center mih={40}>
				{isLoadingMore && <Loader size="sm" aria-label="Loading more events" />}
				{hasMore && !isLoadingMore && (
					<Button variant="default" size="xs" onClick={loadMore}>
						{rows.length === 0
							? "Nothing found yet. Search older events"
							: "Show older events"}
					</Button>
				)}
				{!hasMore && rows.length > 0 && (
					<Text size="sm" c="dimmed">
						There are no older events in this time.
					</Text>
				)}
			</Center>
		</>
	);
}

function FreshNote({ notices }: Pick<ResultsProps, "notices">) {
	const { fresh } = notices;
	return (
		<output className={classes.fresh}>
			{fresh > 0 && (
				<Button
					size="compact-sm"
					radius="xl"
					leftSection={<IconArrowUp size={14} aria-hidden />}
					onClick={() => {
						notices.showFresh();
						window.scrollTo({ top: 0 });
					}}
				>
					{fresh >= mostHeard ? `${mostHeard} or more` : fresh} new
				</Button>
			)}
		</output>
	);
}

function Nothing({
	search,
	onChange,
}: Pick<ResultsProps, "search" | "onChange">) {
	const organisation = useOrganisation() ?? "";
	if (isFiltered(search))
		return (
			<EmptyState icon={IconBell} title="No matching events">
				<Button variant="default" onClick={() => onChange(onlyTime(search))}>
					Clear filters
				</Button>
			</EmptyState>
		);
	return (
		<EmptyState icon={IconBell} title="Nothing happened in this time">
			What sources report of your clusters appears here. Which sources there
			are, and which channels hear of them, stands in the{" "}
			<AnchorLink
				to="/o/$organisation/configuration"
				params={{ organisation }}
				inherit
			>
				configuration
			</AnchorLink>
			.
		</EmptyState>
	);
}
