import { NativeSelect, Popover, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import {
	type AuditSearch,
	fromLocalField,
	type Range,
	ranges,
	toLocalField,
	without,
} from "./audit-filter.ts";

const exact = "exact";
const choices = [
	{ value: "", label: "Any time" },
	...Object.entries(ranges).map(([value, { label }]) => ({ value, label })),
	{ value: exact, label: "Custom range" },
];

/** When: a range that ends now, or exact ends in local time. */
export function FilterTime(props: {
	readonly search: AuditSearch;
	readonly onChange: (search: AuditSearch) => void;
}) {
	const { search, onChange } = props;
	const [opened, setOpened] = useState(false);
	const isExact =
		opened || search.since !== undefined || search.until !== undefined;
	const choose = (value: string) => {
		const { range: _, since: __, until: ___, ...rest } = search;
		setOpened(value === exact);
		if (value === exact) onChange({ ...rest, ...endsOf(search) });
		else onChange(value === "" ? rest : { ...rest, range: value as Range });
	};
	const put = (name: "since" | "until", value: string) => {
		const at = fromLocalField(value);
		onChange(at ? { ...search, [name]: at } : without(search, name));
	};
	return (
		<Popover
			opened={opened}
			onChange={setOpened}
			position="bottom-end"
			trapFocus
		>
			<Popover.Target>
				<NativeSelect
					label="When"
					size="xs"
					data={choices}
					value={isExact ? exact : (search.range ?? "")}
					onChange={(event) => choose(event.currentTarget.value)}
					onClick={() => isExact && setOpened(true)}
				/>
			</Popover.Target>
			<Popover.Dropdown>
				<Stack gap="xs">
					{(["since", "until"] as const).map((name) => (
						<TextInput
							key={name}
							label={name === "since" ? "From" : "Before"}
							type="datetime-local"
							size="xs"
							defaultValue={toLocalField(search[name])}
							onChange={(event) => put(name, event.currentTarget.value)}
						/>
					))}
				</Stack>
			</Popover.Dropdown>
		</Popover>
	);
}

/** The exact ends one begins with: those there are. */
function endsOf({ since, until }: AuditSearch): AuditSearch {
	return {
		...(since ? { since } : {}),
		...(until ? { until } : {}),
	};
}
