import { Chip, Group, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconTag } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { type ListedState, listedStates } from "../../parts/listed-states.ts";
import { SortSelect } from "../../parts/sort-select.tsx";
import type { ClusterSearch, ClusterSort } from "./cluster-search.ts";

/** States with their counts, part of the name, and labels: what narrows the list. */
export function ClusterFilters(props: {
	readonly search: ClusterSearch;
	/** By state; absent while they are on their way. */
	readonly counts: ReadonlyMap<string, number> | undefined;
	/** What is wrong with the labels. */
	readonly labelProblem: string | undefined;
	readonly onChange: (search: ClusterSearch) => void;
}) {
	const { search, counts, onChange } = props;
	return (
		<Group gap="md" mb="md" align="flex-start" role="search">
			<Chip.Group
				multiple
				value={[...search.states]}
				onChange={(chosen) =>
					onChange({
						...search,
						states: listedStates.filter((state) => chosen.includes(state)),
					})
				}
			>
				<Group gap="xs" mih={36} role="group" aria-label="States">
					{listedStates.map((state) => (
						<Chip key={state} value={state} variant="outline" size="sm">
							{state.toLowerCase()} {counts ? (counts.get(state) ?? 0) : "…"}
						</Chip>
					))}
				</Group>
			</Chip.Group>
			<Group gap="xs" align="flex-start" style={{ flex: "1 1 320px" }}>
				<Words
					label="Filter by name"
					placeholder="Name"
					value={search.q}
					onSettle={(q) => onChange({ ...search, q })}
					icon={<IconSearch size={16} aria-hidden />}
				/>
				<Words
					label="Filter by labels, such as region=eu,tier!=test"
					placeholder="Labels: region=eu"
					value={search.labels}
					onSettle={(labels) => onChange({ ...search, labels })}
					icon={<IconTag size={16} aria-hidden />}
					problem={props.labelProblem}
				/>
			</Group>
			<SortSelect
				words={sortWords}
				sort={search.sort}
				onSort={(sort) => onChange({ ...search, sort })}
				hiddenFrom="md"
			/>
		</Group>
	);
}

const sortWords: Readonly<Record<ClusterSort, string>> = {
	trouble: "Trouble first",
	"trouble-descending": "Trouble last",
	name: "Name, A to Z",
	"name-descending": "Name, Z to A",
	"since-descending": "Newest state first",
	since: "Oldest state first",
	labels: "Labels, A to Z",
	"labels-descending": "Labels, Z to A",
	kubernetes: "Oldest Kubernetes first",
	"kubernetes-descending": "Newest Kubernetes first",
	agent: "Oldest agent first",
	"agent-descending": "Newest agent first",
	"running-descending": "Most running first",
	running: "Fewest running first",
};

/** A field that tells its value when its writer pauses. */
function Words(props: {
	readonly label: string;
	readonly placeholder: string;
	readonly value: string;
	readonly onSettle: (value: string) => void;
	readonly icon: React.ReactNode;
	readonly problem?: string | undefined;
}) {
	const [text, setText] = useState(props.value);
	const settle = useDebouncedCallback(props.onSettle, 250);
	// The address may change otherwise: by the browser's way back.
	useEffect(() => setText(props.value), [props.value]);
	return (
		<TextInput
			aria-label={props.label}
			placeholder={props.placeholder}
			leftSection={props.icon}
			value={text}
			error={props.problem}
			onChange={(event) => {
				setText(event.currentTarget.value);
				settle(event.currentTarget.value);
			}}
			autoComplete="off"
			spellCheck={false}
			style={{ flex: "1 1 150px" }}
		/>
	);
}

export function countsOf(
	summary:
		| readonly { state: ListedState | string; count: number }[]
		| undefined,
): ReadonlyMap<string, number> | undefined {
	return summary && new Map(summary.map(({ state, count }) => [state, count]));
}
