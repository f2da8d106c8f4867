import {
	Button,
	Checkbox,
	Popover,
	ScrollArea,
	Text,
	TextInput,
} from "@mantine/core";
import { IconServer2 } from "@tabler/icons-react";
import { useState } from "react";
import { useApiQuery } from "../../data/use-api.ts";
import { ClusterState } from "../../parts/cluster-state.tsx";
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
	const answer = useApiQuery(targetsDocument, { search: search || null });
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
				<Text size="xs">No cluster has this in its name.</Text>
			)}
			{answer.data?.clusters.pageInfo.hasNextPage && (
				<Text size="xs" c="dimmed" mt={4}>
					The first 50 are listed. Search for others.
				</Text>
			)}
		</>
	);
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
