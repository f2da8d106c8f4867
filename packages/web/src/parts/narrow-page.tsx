import { Center, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import icon from "../look/icon.svg";

/** The narrow page of whoever stands before the door: signing in, joining, beginning an organisation. */
export function NarrowPage(props: {
	readonly title: string;
	readonly children: ReactNode;
}) {
	useDocumentTitle(`${props.title} · Quarterdeck`);
	return (
		<Center component="main" mih="100dvh" p="md">
			<Stack w="100%" maw={440} gap="md">
				<Group gap="xs" justify="center">
					<img src={icon} alt="" width={28} height={28} />
					<Text fw={650}>Quarterdeck</Text>
				</Group>
				<Paper withBorder p={{ base: "md", xs: "xl" }}>
					<Stack gap="md">
						<Title
							order={1}
							size="h3"
							tabIndex={-1}
							style={{ overflowWrap: "anywhere" }}
						>
							{props.title}
						</Title>
						{props.children}
					</Stack>
				</Paper>
			</Stack>
		</Center>
	);
}
