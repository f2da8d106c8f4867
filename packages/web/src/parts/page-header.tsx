import { Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

/** The head of a page: its name, a line about it, and what can be done. It names the browser's tab too. */
export function PageHeader(props: {
	readonly title: string;
	readonly note?: ReactNode;
	readonly children?: ReactNode;
}) {
	useDocumentTitle(`${props.title} · Quarterdeck`);
	return (
		<Group justify="space-between" align="flex-start" mb="md" gap="sm">
			<Stack gap={2} style={{ minWidth: 0, flex: "1 1 260px" }}>
				<Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
					{props.title}
				</Title>
				{props.note && (
					<Text component="div" c="dimmed" size="sm">
						{props.note}
					</Text>
				)}
			</Stack>
			<Group gap="xs">{props.children}</Group>
		</Group>
	);
}
