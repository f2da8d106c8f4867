import { Box, Button, Menu, Text } from "@mantine/core";
import { IconCheck, IconPlus, IconSelector } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Session } from "../data/session.ts";
import { useOrganisation } from "../data/use-session.ts";
import { MiddleCut } from "./middle-cut.tsx";
import { byNaturalOrder } from "./natural-order.ts";
import { plainOutput } from "./plain-output.ts";

/** Which organisation one looks at, and the way to the others. */
export function OrganisationMenu(props: { readonly session: Session }) {
	const { organisations, canCreateOrganisation } = props.session;
	const organisation = useOrganisation();
	const navigate = useNavigate();
	const current = organisations.find(({ id }) => id === organisation);
	return (
		<Menu position="bottom-start" width={280}>
			<Menu.Target>
				<Button
					variant="default"
					size="compact-sm"
					rightSection={<IconSelector size={14} aria-hidden />}
					style={{ minWidth: 0 }}
					aria-label={`Organisation ${current?.name ?? ""}`}
				>
					<Box component="span" maw={{ base: 150, sm: 260 }} display="flex">
						<MiddleCut text={plainOutput(current?.name ?? "Organisation")} />
					</Box>
				</Button>
			</Menu.Target>
			<Menu.Dropdown mah="70vh" style={{ overflowY: "auto" }}>
				<Menu.Label>Organisations</Menu.Label>
				{organisations
					.toSorted((a, b) => byNaturalOrder(a.name, b.name))
					.map(({ id, name, role }) => (
						<Menu.Item
							key={id}
							leftSection={
								<IconCheck
									size={16}
									opacity={id === organisation ? 1 : 0}
									aria-hidden
								/>
							}
							aria-current={id === organisation}
							onClick={() =>
								void navigate({
									to: "/o/$organisation/console",
									params: { organisation: id },
								})
							}
						>
							<Text size="sm" style={{ overflowWrap: "anywhere" }}>
								{plainOutput(name)}
							</Text>
							<Text size="xs" c="dimmed">
								{role}
							</Text>
						</Menu.Item>
					))}
				{canCreateOrganisation && (
					<>
						<Menu.Divider />
						<Menu.Item
							leftSection={<IconPlus size={16} aria-hidden />}
							onClick={() => void navigate({ to: "/welcome" })}
						>
							New organisation
						</Menu.Item>
					</>
				)}
			</Menu.Dropdown>
		</Menu>
	);
}
