import { Button, Collapse, NativeSelect } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconFilter } from "@tabler/icons-react";
import { FilterText } from "../../parts/filter-text.tsx";
import { noticeLevels } from "../../parts/notices/levels.ts";
import classes from "./events.module.css";
import {
	type EventsSearch,
	isFiltered,
	onlyTime,
	ranges,
	readEventsSearch,
} from "./events-search.ts";

interface FiltersProps {
	readonly search: EventsSearch;
	readonly clusters: readonly string[];
	readonly onChange: (search: EventsSearch) => void;
}

/** What is looked for; on a small screen the fields are opened first. */
export function EventsFilters(props: FiltersProps) {
	const isWide = useMediaQuery("(min-width: 62em)", true, {
		getInitialValueInEffect: false,
	});
	const [opened, { toggle }] = useDisclosure(false);
	const { search } = props;
	return (
		<>
			{!isWide && (
				<Button
					variant="default"
					size="xs"
					mr="auto"
					leftSection={<IconFilter size={14} aria-hidden />}
					onClick={toggle}
					aria-expanded={opened}
				>
					{isFiltered(search) ? "Filters (on)" : "Filters"}
				</Button>
			)}
			<Collapse expanded={isWide || opened}>
				<Fields {...props} />
			</Collapse>
		</>
	);
}

const kinds = [
	"Pod",
	"Deployment",
	"StatefulSet",
	"DaemonSet",
	"Job",
	"Node",
	"Service",
	"Ingress",
];

const exact = "exact";

function Fields({ search, clusters, onChange }: FiltersProps) {
	const put = (name: keyof EventsSearch, value: string | undefined) =>
		onChange(readEventsSearch({ ...search, [name]: value }));
	const isExact = search.since !== undefined;
	return (
		<search className={classes.filters}>
			<FilterText
				label="Text"
				placeholder="Words of the title or message"
				value={search.text}
				onChange={(text) => put("text", text)}
			/>
			<FilterText
				label="Cluster"
				placeholder="prod-*, lab"
				value={search.cluster}
				choices={clusters}
				onChange={(cluster) => put("cluster", cluster)}
			/>
			<FilterText
				label="Namespace"
				value={search.namespace}
				onChange={(namespace) => put("namespace", namespace)}
			/>
			<FilterText
				label="Kind"
				value={search.kind}
				choices={kinds}
				onChange={(kind) => put("kind", kind)}
			/>
			<FilterText
				label="Source group"
				value={search.group}
				onChange={(group) => put("group", group)}
			/>
			<NativeSelect
				label="Level"
				size="xs"
				data={[
					{ value: "", label: "Any" },
					...noticeLevels.map((value) => ({
						value,
						label: value.toLowerCase(),
					})),
				]}
				value={search.level ?? ""}
				onChange={(event) => put("level", event.currentTarget.value)}
			/>
			<NativeSelect
				label="When"
				size="xs"
				data={[
					...Object.entries(ranges).map(([value, { label }]) => ({
						value,
						label,
					})),
					...(isExact ? [{ value: exact, label: "As chosen below" }] : []),
				]}
				value={isExact ? exact : (search.range ?? "24h")}
				onChange={(event) => {
					const range = event.currentTarget.value;
					if (range === exact) return;
					const { since: _, until: __, ...rest } = search;
					onChange(readEventsSearch({ ...rest, range }));
				}}
			/>
			<Button
				size="xs"
				variant="subtle"
				disabled={!isFiltered(search)}
				onClick={() => onChange(onlyTime(search))}
			>
				Clear
			</Button>
		</search>
	);
}
