import {
	Burger,
	AppShell as Frame,
	Group,
	NavLink,
	ScrollArea,
	Text,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
	IconHistory,
	IconMessage2,
	IconServer2,
	IconSettings,
	IconUsers,
} from "@tabler/icons-react";
import { Link, useParams, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import type { Session } from "../data/session.ts";
import icon from "../look/icon.svg";
import { AccountMenu } from "./account-menu.tsx";
import { OrganisationMenu } from "./organisation-menu.tsx";

const places = [
	{ to: "/o/$organisation/console", label: "Console", Icon: IconMessage2 },
	{ to: "/o/$organisation/clusters", label: "Clusters", Icon: IconServer2 },
	{
		to: "/o/$organisation/configuration",
		label: "Configuration",
		Icon: IconSettings,
	},
	{ to: "/o/$organisation/audit", label: "Audit", Icon: IconHistory },
	{ to: "/o/$organisation/people", label: "People", Icon: IconUsers },
] as const;

/** The frame around every page of an organisation: where one is, where one can go, who one is. */
export function AppShell(props: {
	readonly session: Session;
	readonly children: ReactNode;
}) {
	const [opened, { toggle, close }] = useDisclosure(false);
	const { organisation = "" } = useParams({ strict: false });
	const path = useRouterState({ select: (state) => state.location.pathname });
	useEffect(close, [path]);
	return (
		<Frame
			header={{ height: 52 }}
			navbar={{
				width: 216,
				breakpoint: "sm",
				collapsed: { mobile: !opened },
			}}
			padding="md"
		>
			<Frame.Header>
				<Group h="100%" px="md" justify="space-between" wrap="nowrap">
					<Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
						<Burger
							opened={opened}
							onClick={toggle}
							hiddenFrom="sm"
							size="sm"
							aria-label={opened ? "Close the menu" : "Open the menu"}
						/>
						<img src={icon} alt="" width={26} height={26} />
						<Text fw={650} visibleFrom="xs">
							Quarterdeck
						</Text>
						<OrganisationMenu session={props.session} />
					</Group>
					<AccountMenu session={props.session} />
				</Group>
			</Frame.Header>
			<Frame.Navbar p="xs" aria-label="Pages">
				<ScrollArea>
					{places.map(({ to, label, Icon }) => (
						<NavLink
							key={to}
							component={Link}
							to={to as never}
							params={{ organisation } as never}
							label={label}
							leftSection={<Icon size={20} stroke={1.6} aria-hidden />}
							active={path.startsWith(
								to.replace("$organisation", organisation),
							)}
						/>
					))}
				</ScrollArea>
			</Frame.Navbar>
			<Frame.Main id="main">{props.children}</Frame.Main>
		</Frame>
	);
}
