import {
	ActionIcon,
	Button,
	Group,
	Switch,
	Text,
	TextInput,
	Tooltip,
} from "@mantine/core";
import {
	IconChevronDown,
	IconChevronUp,
	IconDownload,
	IconFilter,
	IconSearch,
} from "@tabler/icons-react";
import type { KeyboardEvent, RefObject } from "react";
import { CopyRows } from "./copy-rows.tsx";
import type { LineList } from "./line-list.ts";
import type { ViewerState } from "./use-viewer.ts";
import classes from "./viewer.module.css";

/** Search, filter, and how the lines are shown; what can be taken away. */
export function ViewerBar(props: {
	readonly viewer: ViewerState;
	readonly lines: LineList;
	readonly count: number;
	readonly search: RefObject<HTMLInputElement | null>;
	readonly address: string;
	/** Nobody knows the numbers of lines whose beginning was not read. */
	readonly hasNumbers: boolean;
}) {
	const { viewer } = props;
	return (
		<div className={classes.bar}>
			<SearchField viewer={viewer} search={props.search} />
			<TextInput
				size="xs"
				className={classes.field}
				aria-label="Show only lines that contain"
				placeholder="Only lines that contain…"
				leftSection={<IconFilter size={14} aria-hidden />}
				value={viewer.filter}
				onChange={(event) => viewer.setFilter(event.currentTarget.value)}
			/>
			<Group gap="md">
				<Switch
					size="xs"
					label="Wrap"
					checked={viewer.wraps}
					onChange={(event) => viewer.setWraps(event.currentTarget.checked)}
				/>
				<Switch
					size="xs"
					label="Line numbers"
					disabled={!props.hasNumbers}
					checked={viewer.numbers && props.hasNumbers}
					onChange={(event) => viewer.setNumbers(event.currentTarget.checked)}
				/>
			</Group>
			<Group gap={4} ml="auto" wrap="nowrap">
				<CopyRows lines={props.lines} rows={viewer.rows} count={props.count} />
				<Button
					component="a"
					href={props.address}
					download
					size="xs"
					variant="default"
					leftSection={<IconDownload size={14} aria-hidden />}
				>
					Download
				</Button>
			</Group>
		</div>
	);
}

function SearchField(props: {
	readonly viewer: ViewerState;
	readonly search: RefObject<HTMLInputElement | null>;
}) {
	const { viewer } = props;
	const takeKey = (event: KeyboardEvent) => {
		if (event.key !== "Enter") return;
		event.preventDefault();
		viewer.step(event.shiftKey ? -1 : 1);
	};
	return (
		<div className={classes.search}>
			<TextInput
				ref={props.search}
				size="xs"
				className={classes.field}
				aria-label="Search"
				placeholder="Search"
				leftSection={<IconSearch size={14} aria-hidden />}
				value={viewer.words}
				data-autofocus
				onChange={(event) => viewer.setWords(event.currentTarget.value)}
				onKeyDown={takeKey}
			/>
			<Step label="Previous match" does={() => viewer.step(-1)} up />
			<Step label="Next match" does={() => viewer.step(1)} />
			<Text
				role="status"
				size="xs"
				c="dimmed"
				className={classes.count}
				component="span"
			>
				{viewer.matchNote}
			</Text>
		</div>
	);
}

function Step(props: {
	readonly label: string;
	readonly does: () => void;
	readonly up?: boolean;
}) {
	const StepIcon = props.up ? IconChevronUp : IconChevronDown;
	return (
		<Tooltip label={`${props.label} (${props.up ? "Shift+F3" : "F3"})`}>
			<ActionIcon
				variant="default"
				size={30}
				aria-label={props.label}
				onClick={props.does}
			>
				<StepIcon size={16} />
			</ActionIcon>
		</Tooltip>
	);
}
