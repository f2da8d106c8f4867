import { Group, Paper, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { Loading } from "../../parts/loading.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";

/** What a card's query is at. */
interface Asked<Data> {
	readonly data: Data | undefined;
	readonly error: unknown;
	readonly refetch: () => unknown;
}

/** A card of the overview: its name, what can be chosen in it, and what it shows once the answer is there. */
export function OverviewCard<Data>(props: {
	readonly title: string;
	readonly asked: Asked<Data>;
	/** Beside the title. */
	readonly aside?: ReactNode;
	readonly children: (data: Data) => ReactNode;
}) {
	const id = useId();
	const { title, asked, aside } = props;
	return (
		<Paper withBorder p="md" component="section" aria-labelledby={id}>
			<Group justify="space-between" mb="sm" gap="xs" mih={30}>
				<Title order={2} size="h4" id={id}>
					{title}
				</Title>
				{aside}
			</Group>
			{asked.error != null && (
				<ProblemNote error={asked.error} onRetry={() => void asked.refetch()} />
			)}
			{asked.data === undefined && asked.error == null && (
				<Loading what={title.toLowerCase()} rows={3} />
			)}
			{asked.data !== undefined && props.children(asked.data)}
		</Paper>
	);
}
