import { Button, SegmentedControl, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBellOff } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useApiQuery } from "../../data/use-api.ts";
import { ConnectionNote } from "../../parts/connection-note.tsx";
import { SilenceDialog } from "../../parts/notices/silence-dialog.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { SavedFilters } from "../../parts/saved-filters.tsx";
import { eventChoicesDocument, type Notice } from "./documents.ts";
import { EventResults } from "./event-results.tsx";
import classes from "./events.module.css";
import { EventsFilters } from "./events-filters.tsx";
import {
	type EventsSearch,
	filterOf,
	readEventsSearch,
	timeOf,
} from "./events-search.ts";
import { Histogram } from "./histogram.tsx";
import { NoticeDrawer } from "./notice-drawer.tsx";
import { Silences } from "./silences.tsx";
import { useEventsSearch } from "./use-events-search.ts";
import { useNotices } from "./use-notices.ts";
import { useReading } from "./use-reading.ts";

/** What happened over the whole fleet, and what of it is silenced. */
export function EventsPage() {
	const { search, setSearch } = useEventsSearch();
	const show = search.show ?? "notices";
	const switcher = (
		<SegmentedControl
			size="xs"
			aria-label="Show"
			value={show}
			data={[
				{ value: "notices", label: "Events" },
				{ value: "silences", label: "Silences" },
			]}
			onChange={(value) =>
				setSearch(readEventsSearch({ ...search, show: value }))
			}
		/>
	);
	return show === "silences" ? (
		<>
			<PageHeader title="Events" note="What is kept out of channels, and why.">
				{switcher}
				<NewSilence />
			</PageHeader>
			<Silences />
		</>
	) : (
		<AllNotices search={search} onChange={setSearch} switcher={switcher} />
	);
}

function NewSilence() {
	const [opened, { open, close }] = useDisclosure(false);
	return (
		<>
			<Button
				variant="default"
				size="xs"
				leftSection={<IconBellOff size={14} aria-hidden />}
				onClick={open}
			>
				New silence…
			</Button>
			<SilenceDialog subject={undefined} opened={opened} onClose={close} />
		</>
	);
}

function AllNotices(props: {
	readonly search: EventsSearch;
	readonly onChange: (search: EventsSearch) => void;
	readonly switcher: React.ReactNode;
}) {
	const { search, onChange } = props;
	const choices = useApiQuery(eventChoicesDocument, {});
	const clusters =
		choices.data?.clusters.edges.map(({ node }) => node.name) ?? [];
	const [open, setOpen] = useState<Notice>();
	const { isReading, reader } = useReading(open !== undefined);
	const key = JSON.stringify([search, clusters]);
	const asked = useMemo(() => {
		const [wanted, known]: [EventsSearch, string[]] = JSON.parse(key);
		const { sinceMs, untilMs, isOpen } = timeOf(wanted, Date.now());
		return {
			filter: filterOf(wanted, known),
			since: new Date(sinceMs).toISOString(),
			until: isOpen ? undefined : new Date(untilMs).toISOString(),
		};
	}, [key]);
	// A glob is known to mean something once the clusters are.
	const enabled = !search.cluster?.includes("*") || !choices.isPending;
	const notices = useNotices({ ...asked, isReading, enabled });
	return (
		<>
			<PageHeader title="Events" note="What happened in all clusters.">
				{asked.until === undefined && (
					<ConnectionNote connection={notices.connection} />
				)}
				{props.switcher}
				<SavedFilters
					list="events"
					search={search}
					onChoose={(saved) => onChange(readEventsSearch(saved))}
				/>
			</PageHeader>
			<Stack gap="sm" align="stretch">
				<EventsFilters
					search={search}
					clusters={clusters}
					onChange={onChange}
				/>
				<Histogram
					search={search}
					filter={asked.filter}
					heard={notices.heard}
					enabled={enabled}
					onChange={onChange}
				/>
				<div ref={reader} className={classes.results}>
					<EventResults
						notices={notices}
						search={search}
						onChange={onChange}
						onOpen={setOpen}
					/>
				</div>
			</Stack>
			<NoticeDrawer notice={open} onClose={() => setOpen(undefined)} />
		</>
	);
}
