import { Button, Chip, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./audit.module.css";
import { countOutcomes, filterRuns, sortRuns } from "./listed-runs.ts";

const mostOpen = 3;
const atOnce = 50;

interface Answered {
	readonly id: string;
	readonly cluster: string;
	readonly state: string;
}

/** The runs of a command: a few as they are; many in a box of their own, by outcome, to be searched and opened one by one. */
export function RunList<Run extends Answered>(props: {
	readonly runs: readonly Run[];
	readonly render: (run: Run) => ReactNode;
}) {
	const runs = sortRuns(props.runs);
	if (runs.length <= mostOpen)
		return runs.map((run) => (
			<div key={run.id} className={classes.run}>
				<Head run={run} />
				{props.render(run)}
			</div>
		));
	return <ManyRuns {...props} runs={runs} />;
}

function ManyRuns<Run extends Answered>(props: {
	readonly runs: readonly Run[];
	readonly render: (run: Run) => ReactNode;
}) {
	const { runs } = props;
	const [words, setWords] = useState("");
	const [state, setState] = useState<string | null>(null);
	const [count, setCount] = useState(atOnce);
	const found = filterRuns(runs, words, state);
	return (
		<Stack gap="xs">
			<Group gap="xs">
				<TextInput
					size="xs"
					aria-label="Search clusters"
					placeholder={`Search ${runs.length} clusters`}
					leftSection={<IconSearch size={14} aria-hidden />}
					value={words}
					onChange={(event) => setWords(event.currentTarget.value)}
				/>
				{countOutcomes(runs).map((outcome) => (
					<Chip
						key={outcome.state}
						size="xs"
						checked={state === outcome.state}
						onChange={(isOn) => setState(isOn ? outcome.state : null)}
					>
						{outcome.state.toLowerCase()} {outcome.count}
					</Chip>
				))}
			</Group>
			<section
				className={classes.runList}
				aria-label="Answers by cluster"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
				tabIndex={0}
			>
				{found.length === 0 && <Text size="sm">No matching clusters.</Text>}
				{found.slice(0, count).map((run) => (
					<Folded key={run.id} run={run} render={props.render} />
				))}
				{found.length > count && (
					<Button
						variant="subtle"
						size="xs"
						onClick={() => setCount(count + atOnce)}
					>
						Show more ({found.length - count})
					</Button>
				)}
			</section>
		</Stack>
	);
}

/** A run whose details are drawn once it is opened. */
function Folded<Run extends Answered>(props: {
	readonly run: Run;
	readonly render: (run: Run) => ReactNode;
}) {
	const [isOpen, setOpen] = useState(false);
	return (
		<details
			className={classes.run}
			onToggle={(event) => setOpen(event.currentTarget.open)}
		>
			<summary>
				<Head run={props.run} />
			</summary>
			{isOpen && props.render(props.run)}
		</details>
	);
}

function Head({ run }: { readonly run: Answered }) {
	return (
		<Group gap="xs" display="inline-flex">
			<Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
				{plainOutput(run.cluster)}
			</Text>
			<Outcome outcome={run.state} />
		</Group>
	);
}
