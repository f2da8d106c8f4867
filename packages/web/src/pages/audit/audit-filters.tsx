import { Button, Collapse, Group, Pill, Select, Text } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconArrowsSort, IconFilter } from "@tabler/icons-react";
import { useApiQuery } from "../../data/use-api.ts";
import { FilterText } from "../../parts/filter-text.tsx";
import { outcomeWords } from "../../parts/outcome-words.ts";
import classes from "./audit.module.css";
import {
	type AuditSearch,
	chipsOf,
	sorted,
	without,
	withoutFilters,
} from "./audit-filter.ts";
import { auditAreas, codeWords } from "./audit-words.ts";
import { auditChoicesDocument } from "./documents.ts";
import { FilterTime } from "./filter-time.tsx";

const outcomes = [
	"opened",
	"succeeded",
	"failed",
	"silent",
	"denied",
	"not-understood",
	"cancelled",
	"lost",
];

const codes = Object.entries(auditAreas).map(([group, words]) => ({
	group,
	items: Object.entries(words).map(([value, { label }]) => ({ value, label })),
}));

interface FiltersProps {
	readonly search: AuditSearch;
	readonly onChange: (search: AuditSearch) => void;
}

/** What is looked for; on a small screen the fields are opened first. */
export function AuditFilters(props: FiltersProps) {
	const isWide = useMediaQuery("(min-width: 62em)", true, {
		getInitialValueInEffect: false,
	});
	const [opened, { toggle }] = useDisclosure(false);
	const { search, onChange } = props;
	const count = chipsOf(search, (code) => code).length;
	// The table's head, by which one sorts, is not there.
	const other = search.sort === "oldest" ? "newest" : "oldest";
	return (
		<>
			{!isWide && (
				<Group gap="xs">
					<Button
						variant="default"
						size="xs"
						leftSection={<IconFilter size={14} aria-hidden />}
						onClick={toggle}
						aria-expanded={opened}
					>
						{count === 0 ? "Filters" : `Filters (${count})`}
					</Button>
					<Button
						variant="default"
						size="xs"
						leftSection={<IconArrowsSort size={14} aria-hidden />}
						onClick={() => onChange(sorted(search, other))}
					>
						{other === "oldest" ? "Oldest first" : "Newest first"}
					</Button>
				</Group>
			)}
			<Collapse expanded={isWide || opened}>
				<Fields {...props} />
			</Collapse>
			<Chips {...props} />
		</>
	);
}

function Fields({ search, onChange }: FiltersProps) {
	const { data } = useApiQuery(auditChoicesDocument, {});
	const put = (name: keyof AuditSearch, value: string | null | undefined) =>
		onChange(value ? { ...search, [name]: value } : without(search, name));
	return (
		<search className={classes.filters}>
			<FilterText
				label="Text"
				placeholder="Command or details"
				value={search.text}
				onChange={(text) => put("text", text)}
			/>
			<FilterText
				label="Who"
				placeholder="Email"
				value={search.person}
				choices={data?.people.edges.map(({ node }) => node.email) ?? []}
				onChange={(person) => put("person", person)}
			/>
			<Select
				label="What"
				placeholder="Any event"
				size="xs"
				data={codes}
				value={search.code ?? null}
				onChange={(code) => put("code", code)}
				searchable
				openOnFocus={false}
				clearable
				clearButtonProps={{ "aria-label": "Show every event" }}
				comboboxProps={{ width: "max-content", position: "bottom-start" }}
				withScrollArea={false}
				classNames={{ options: classes.options ?? "" }}
			/>
			<FilterText
				label="Where"
				placeholder="Cluster"
				value={search.cluster}
				choices={data?.clusters.edges.map(({ node }) => node.name) ?? []}
				onChange={(cluster) => put("cluster", cluster)}
			/>
			<Select
				label="Outcome"
				placeholder="Any"
				size="xs"
				data={outcomes.map((value) => ({ value, label: outcomeWords(value) }))}
				value={search.outcome ?? null}
				onChange={(outcome) => put("outcome", outcome)}
				clearable
				clearButtonProps={{ "aria-label": "Show every outcome" }}
			/>
			<FilterTime search={search} onChange={onChange} />
		</search>
	);
}

function Chips({ search, onChange }: FiltersProps) {
	const chips = chipsOf(search, (code) => codeWords(code).label);
	if (chips.length === 0)
		return (
			<Group className={classes.chips ?? ""}>
				<Text size="sm" c="dimmed">
					All records, {search.sort ?? "newest"} first
				</Text>
			</Group>
		);
	return (
		<Group gap="xs" className={classes.chips ?? ""}>
			<Text size="sm" c="dimmed">
				{chips.length === 1 ? "1 filter" : `${chips.length} filters`}
			</Text>
			{chips.map(({ name, words }) => (
				<Pill
					key={name}
					withRemoveButton
					onRemove={() => onChange(without(search, name))}
					removeButtonProps={{
						"aria-label": `Remove the filter ${words}`,
						"aria-hidden": false,
						tabIndex: 0,
					}}
					maw="100%"
				>
					{words}
				</Pill>
			))}
			<Button
				size="compact-xs"
				variant="subtle"
				onClick={() => onChange(withoutFilters(search))}
			>
				Clear
			</Button>
		</Group>
	);
}
