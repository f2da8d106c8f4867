import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

/** A named part of the account page, with what can be done beside its name. */
export function Section(props: {
	readonly title: string;
	readonly note: ReactNode;
	readonly action?: ReactNode;
	readonly children: ReactNode;
}) {
	const id = useId();
	return (
		<Stack component="section" gap="xs" aria-labelledby={id}>
			<Group justify="space-between" align="flex-start" gap="xs">
				<Stack gap={2} style={{ flex: "1 1 260px" }}>
					<Title order={2} size="h4" id={id}>
						{props.title}
					</Title>
					<Text size="sm" c="dimmed">
						{props.note}
					</Text>
				</Stack>
				{props.action}
			</Group>
			{props.children}
		</Stack>
	);
}

/** One line of a list: what it is, and what can be done with it. */
export function Line(props: {
	readonly children: ReactNode;
	readonly action?: ReactNode;
}) {
	return (
		<Group
			component="li"
			justify="space-between"
			wrap="nowrap"
			py={6}
			style={{
				borderTop: "1px solid var(--mantine-color-default-border)",
				listStyle: "none",
			}}
		>
			<Stack gap={2} style={{ minWidth: 0 }}>
				{props.children}
			</Stack>
			{props.action}
		</Group>
	);
}
