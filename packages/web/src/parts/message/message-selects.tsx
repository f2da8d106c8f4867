import { Button, MultiSelect, Select } from "@mantine/core";
import { useState } from "react";
import { optionCommand, optionsCommand } from "./compose-command.ts";
import classes from "./message.module.css";
import { useMessage } from "./message-scope.ts";
import type {
	MultiSelectPlan,
	OptionPlan,
	SelectPlan,
} from "./plan-message.ts";

/* Options are known by their place: a plugin may give the same value twice. */

/** Choosing an option says it; in a form it waits for the others. */
export function SingleChoice({ select }: { readonly select: SelectPlan }) {
	const { sendCommand, chosen, choose, fill, sending } = useMessage();
	const options = select.groups.flatMap((group) => group.options);
	const value = chosen(select.key, select.initial);
	const place = options.findIndex((option) => option.value === value);
	return (
		<Select
			size="xs"
			label={select.label}
			placeholder="Choose"
			data={groupsOf(select)}
			value={place < 0 ? null : String(place)}
			searchable={options.length > 10}
			maxDropdownHeight={280}
			nothingFoundMessage="No matches"
			disabled={sending !== undefined && fill === undefined}
			onChange={(picked) => {
				const option = options[Number(picked)];
				if (picked === null || !option) return;
				choose(select.key, option.value);
				const command = optionCommand(select.command, option.value);
				if (fill) fill(select.key, command);
				else void sendCommand(command);
			}}
		/>
	);
}

function groupsOf({ groups }: SelectPlan) {
	let place = 0;
	const items = (options: readonly OptionPlan[]) =>
		options.map(({ label }) => ({ label, value: String(place++) }));
	const named = groups.map(({ name, options }, i) => ({
		group: name || `Options ${i + 1}`,
		items: items(options),
	}));
	return groups.length === 1 && !groups[0]?.name
		? (named[0]?.items ?? [])
		: named;
}

/** Several options, said together by a button. */
export function MultiChoice({ select }: { readonly select: MultiSelectPlan }) {
	const { sendCommand, fill, sending } = useMessage();
	const [picked, setPicked] = useState<string[]>(() =>
		select.options.flatMap(({ value }, place) =>
			select.initial.includes(value) ? [String(place)] : [],
		),
	);
	const commandOf = (places: readonly string[]) =>
		optionsCommand(
			select.command,
			places.map((place) => select.options[Number(place)]?.value ?? ""),
		);
	return (
		<div className={classes.row}>
			<MultiSelect
				size="xs"
				className={classes.wide}
				label={select.label}
				data={select.options.map(({ label }, place) => ({
					label,
					value: String(place),
				}))}
				value={picked}
				onChange={(places) => {
					setPicked(places);
					fill?.(select.label, commandOf(places));
				}}
			/>
			{!fill && (
				<Button
					size="xs"
					variant="default"
					loading={sending === commandOf(picked)}
					onClick={() => void sendCommand(commandOf(picked))}
				>
					Apply
				</Button>
			)}
		</div>
	);
}
