import {
	Button,
	Group,
	Stack,
	Table,
	Text,
	VisuallyHidden,
} from "@mantine/core";
import { IconUserSearch } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useApiPages } from "../../data/use-api.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loading } from "../../parts/loading.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { SavedFilters } from "../../parts/saved-filters.tsx";
import { type SortDirection, SortHeader } from "../../parts/sort-header.tsx";
import { SortSelect } from "../../parts/sort-select.tsx";
import { type Member, peopleDocument } from "./documents.ts";
import { MemberDialogs, type MemberTask } from "./member-dialogs.tsx";
import { MemberRow } from "./member-row.tsx";
import {
	type PeopleSearch,
	type PeopleSort,
	peopleQuery,
	readPeopleSearch,
} from "./people-search.ts";
import { SearchField } from "./search-field.tsx";

const from = "/o/$organisation/people";

/** The members, with what can be done about each. */
export function Members(props: { readonly youOwn: boolean }) {
	const wanted = useSearch({ from });
	const { search = "", sort = "name" } = wanted;
	const navigate = useNavigate({ from });
	const change = (next: PeopleSearch) =>
		void navigate({
			to: ".",
			search: readPeopleSearch({ ...next }),
			replace: true,
			resetScroll: false,
		});
	const people = useApiPages(
		peopleDocument,
		peopleQuery(wanted),
		(answer) => answer.people,
	);
	const [task, setTask] = useState<MemberTask>();
	const done = () => {
		setTask(undefined);
		// The dialog was opened from a menu that is gone: the focus goes back to what opened the menu.
		const back = `[data-actions-of="${CSS.escape(task?.member.id ?? "")}"]`;
		setTimeout(() => document.querySelector<HTMLElement>(back)?.focus());
	};
	const members = people.data?.pages.flatMap((page) =>
		page.people.edges.map(({ node }) => node),
	);
	return (
		<Stack gap="sm">
			<Group justify="space-between">
				<SearchField label="Search people" placeholder="Name or email" />
				<SortSelect
					words={sortWords}
					sort={sort}
					onSort={(next) => change({ ...wanted, sort: next })}
					hiddenFrom="sm"
				/>
				<SavedFilters
					list="people"
					search={readPeopleSearch({ ...wanted })}
					onChoose={(saved) => change(readPeopleSearch(saved))}
				/>
			</Group>
			{people.error && (
				<ProblemNote
					error={people.error}
					onRetry={() => void people.refetch()}
				/>
			)}
			{people.isPending && <Loading what="the people" />}
			{members?.length === 0 && (
				<EmptyState icon={IconUserSearch} title="No people found">
					<Text mb="sm">No name or email contains “{search}”.</Text>
					<Button
						variant="default"
						onClick={() => change({ ...wanted, search: undefined })}
					>
						Clear the search
					</Button>
				</EmptyState>
			)}
			{members && members.length > 0 && (
				<MembersTable
					members={members}
					{...props}
					sort={sort}
					onSort={(next) => change({ ...wanted, sort: next })}
					onTask={setTask}
				/>
			)}
			{people.hasNextPage && (
				<Button
					variant="default"
					onClick={() => void people.fetchNextPage()}
					loading={people.isFetchingNextPage}
				>
					Show more people
				</Button>
			)}
			<MemberDialogs task={task} onDone={done} />
		</Stack>
	);
}

function MembersTable(props: {
	readonly members: readonly Member[];
	readonly youOwn: boolean;
	readonly sort: PeopleSort;
	readonly onSort: (sort: PeopleSort) => void;
	readonly onTask: (task: MemberTask) => void;
}) {
	return (
		<Table verticalSpacing={6} layout="fixed" aria-label="Members">
			<Table.Thead>
				<Table.Tr>
					<Head label="Person" {...props} />
					<Head label="Role" w={90} visibleFrom="sm" {...props} />
					<Head label="Groups" visibleFrom="sm" {...props} />
					<Head label="Member since" w={150} visibleFrom="sm" {...props} />
					<Table.Th w={48}>
						<VisuallyHidden>Actions</VisuallyHidden>
					</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{props.members.map((member) => (
					<MemberRow
						key={member.id}
						member={member}
						youOwn={props.youOwn}
						onTask={props.onTask}
					/>
				))}
			</Table.Tbody>
		</Table>
	);
}

/** The same on a phone, where only the first column is there. */
const sortWords: Readonly<Record<PeopleSort, string>> = {
	name: "Name, A to Z",
	"name-descending": "Name, Z to A",
	role: "Owner first",
	groups: "Groups",
	newest: "Newest members first",
	oldest: "Oldest members first",
};

/** How each column is sorted, the first by the first click. */
const sortsOf: Readonly<
	Record<string, Partial<Record<PeopleSort, SortDirection>>>
> = {
	Person: { name: "ascending", "name-descending": "descending" },
	Role: { role: "ascending" },
	Groups: { groups: "ascending" },
	"Member since": { newest: "descending", oldest: "ascending" },
};

function Head(props: {
	readonly label: string;
	readonly sort: PeopleSort;
	readonly onSort: (sort: PeopleSort) => void;
	readonly w?: number;
	readonly visibleFrom?: "sm";
}) {
	const { label, sort, onSort, w, visibleFrom } = props;
	const directions = sortsOf[label] ?? {};
	const sorts = Object.keys(directions) as PeopleSort[];
	const next = sorts.find((one) => one !== sort) ?? sort;
	return (
		<Table.Th
			aria-sort={directions[sort]}
			{...(w ? { w } : {})}
			{...(visibleFrom ? { visibleFrom } : {})}
		>
			<SortHeader
				label={label}
				sorted={directions[sort]}
				onSort={() => onSort(next)}
			/>
		</Table.Th>
	);
}
