import { Center, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** An empty list, with what would fill it. */
export function EmptyState(props: {
	readonly icon: Icon;
	readonly title: string;
	readonly children?: ReactNode;
}) {
	return (
		<Center py="xl">
			<Stack align="center" gap="sm" maw={460}>
				<ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
					<props.icon size={30} />
				</ThemeIcon>
				<Title order={2} size="h4" ta="center">
					{props.title}
				</Title>
				<Text component="div" c="dimmed" ta="center">
					{props.children}
				</Text>
			</Stack>
		</Center>
	);
}
