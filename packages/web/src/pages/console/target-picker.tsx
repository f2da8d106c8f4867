import {
	Button,
	Checkbox,
	NativeSelect,
	Popover,
	ScrollArea,
	Text,
	TextInput,
} from "@mantine/core";
import { IconServer2 } from "@tabler/icons-react";
import { useState } from "react";
import { useApiQuery } from "../../data/use-api.ts";
import { ClusterState } from "../../parts/cluster-state.tsx";
import { type ListedState, listedStates } from "../../parts/listed-states.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import classes from "./console.module.css";
import { targetsDocument } from "./documents.ts";
import type { Targets } from "./use-targets.ts";

/** Chooses where commands of the channel run, by name or label. */
export function TargetPicker({ targets }: { readonly targets: Targets }) {
	const [isOpen, setOpen] = useState(false);
	return (
		<Popover
			opened={isOpen}
			onChange={setOpen}
			position="top-start"
			width={340}
			trapFocus
			returnFocus
			shadow="md"
		>
			<Popover.Target>
				<Button
					size="compact-xs"
					variant="subtle"
					color="gray"
					leftSection={<IconServer2 size={14} aria-hidden />}
					aria-expanded={isOpen}
					onClick={() => setOpen(!isOpen)}
				>
					{targets.terms.length === 0 ? "Choose clusters" : "Runs in"}
				</Button>
			</Popover.Target>
			<Popover.Dropdown p="xs">
				{isOpen && <Choices targets={targets} />}
			</Popover.Dropdown>
		</Popover>
	);
}

/** As people read names: shop-2 before shop-10. */
const byName = new Intl.Collator("en", { numeric: true });

function Choices({ targets }: { readonly targets: Targets }) {
	const [search, setSearch] = useState("");
	const [state, setState] = useState<ListedState>();
	const answer = useApiQuery(targetsDocument, {
		search: search || null,
		states: state ? [state] : null,
	});
	const clusters = (
		answer.data?.clusters.edges.map(({ node }) => node) ?? []
	).toSorted((left, right) => byName.compare(left.name, right.name));
	const labels = labelTerms(clusters);
	return (
		<>
			<TextInput
				size="xs"
				aria-label="Search clusters"
				placeholder="Search clusters"
				value={search}
				onChange={(event) => setSearch(event.currentTarget.value)}
			/>
			<NativeSelect
				size="xs"
				mt={6}
				aria-label="State of clusters"
				value={state ?? ""}
				onChange={({ currentTarget: { value } }) =>
					setState(listedStates.find((one) => one === value))
				}
				data={[
					{ value: "", label: "In any state" },
					...listedStates.map((value) => ({
						value,
						label: value.toLowerCase(),
					})),
				]}
			/>
			{answer.error && <ProblemNote error={answer.error} />}
			<ScrollArea.Autosize mah={260} mt={6}>
				{[...labels, ...clusters.map(({ name }) => name)].map((term) => (
					<div key={term} className={classes.target}>
						<Checkbox
							size="xs"
							label={plainOutput(term)}
							checked={targets.terms.includes(term)}
							onChange={({ currentTarget }) =>
								currentTarget.checked ? targets.add(term) : targets.remove(term)
							}
						/>
						<StateOf clusters={clusters} term={term} />
					</div>
				))}
			</ScrollArea.Autosize>
			{answer.data && clusters.length === 0 && (
				<Text size="xs" mt={4}>
					{noneWords(search, state)}
				</Text>
			)}
			{answer.data?.clusters.pageInfo.hasNextPage && (
				<Text size="xs" c="dimmed" mt={4}>
					The first 50 are listed. Search for others.
				</Text>
			)}
		</>
	);
}

/** Why nothing is listed, and what to do. */
function noneWords(search: string, state: ListedState | undefined): string {
	const named = search ? ` has “${search}” in its name` : "";
	if (state)
		return `No ${state.toLowerCase()} cluster${named || " is there"}. Choose another state.`;
	return search
		? `No cluster${named}. Search for part of a name.`
		: "There are no clusters yet. Add one on the page Clusters.";
}

interface ListedCluster {
	readonly name: string;
	readonly state: string;
	readonly labels: readonly { readonly name: string; readonly value: string }[];
}

function StateOf(props: {
	readonly clusters: readonly ListedCluster[];
	readonly term: string;
}) {
	const cluster = props.clusters.find(({ name }) => name === props.term);
	return cluster ? (
		<ClusterState state={cluster.state} />
	) : (
		<Text size="xs" c="dimmed">
			label
		</Text>
	);
}

/** Labels that more than one of the listed clusters has. */
function labelTerms(clusters: readonly ListedCluster[]): readonly string[] {
	const counts = new Map<string, number>();
	for (const { labels } of clusters)
		for (const { name, value } of labels) {
			const term = `${name}=${value}`;
			counts.set(term, (counts.get(term) ?? 0) + 1);
		}
	return [...counts]
		.flatMap(([term, count]) => (count > 1 ? [term] : []))
		.slice(0, 8);
}
