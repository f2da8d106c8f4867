import { Button, Stack, Table, VisuallyHidden } from "@mantine/core";
import { IconUserSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useApiPages } from "../../data/use-api.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loading } from "../../parts/loading.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { type Member, peopleDocument } from "./documents.ts";
import { MemberDialogs, type MemberTask } from "./member-dialogs.tsx";
import { MemberRow } from "./member-row.tsx";
import { SearchField, useSearched } from "./search-field.tsx";

/** The members, by email, with what can be done about each. */
export function Members(props: { readonly youOwn: boolean }) {
	const search = useSearched();
	const people = useApiPages(
		peopleDocument,
		{ search: search || null },
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
			<SearchField label="Search people" placeholder="Name or email" />
			{people.error && (
				<ProblemNote
					error={people.error}
					onRetry={() => void people.refetch()}
				/>
			)}
			{people.isPending && <Loading what="the people" />}
			{members?.length === 0 && (
				<EmptyState icon={IconUserSearch} title="No people found">
					No name or email contains “{search}”.
				</EmptyState>
			)}
			{members && members.length > 0 && (
				<MembersTable members={members} {...props} onTask={setTask} />
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
	readonly onTask: (task: MemberTask) => void;
}) {
	return (
		<Table verticalSpacing={6} layout="fixed" aria-label="Members">
			<Table.Thead>
				<Table.Tr>
					<Table.Th>Person</Table.Th>
					<Table.Th w={90} visibleFrom="sm">
						Role
					</Table.Th>
					<Table.Th visibleFrom="sm">Groups</Table.Th>
					<Table.Th w={140} visibleFrom="sm">
						Member since
					</Table.Th>
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
