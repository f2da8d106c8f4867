import {
	Burger,
	AppShell as Frame,
	Group,
	ScrollArea,
	Text,
} from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { useParams, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import type { Session } from "../data/session.ts";
import icon from "../look/icon.svg";
import { AccountMenu } from "./account-menu.tsx";
import { CommandPalette, PaletteButton } from "./command-palette.tsx";
import { NavEntryLink } from "./links.tsx";
import { navigationEntries } from "./navigation-entries.ts";
import { OrganisationMenu } from "./organisation-menu.tsx";
import { SkipLink } from "./skip-link.tsx";

/** The frame around every page of an organisation: where one is, where one can go, who one is. */
export function AppShell(props: {
	readonly session: Session;
	readonly children: ReactNode;
}) {
	const [opened, { toggle, close }] = useDisclosure(false);
	const path = useRouterState({ select: (state) => state.location.pathname });
	useEffect(close, [path]);
	useHotkeys([["Escape", close]]);
	const main = useFocusOnNewPage(path);
	return (
		<>
			<SkipLink to="main" />
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
					<Group
						h="100%"
						px="md"
						gap="sm"
						justify="space-between"
						wrap="nowrap"
					>
						<Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
							<Burger
								opened={opened}
								onClick={toggle}
								hiddenFrom="sm"
								size="sm"
								aria-label={opened ? "Close the menu" : "Open the menu"}
								aria-expanded={opened}
							/>
							<img src={icon} alt="" width={26} height={26} />
							<Text fw={650} visibleFrom="sm">
								Quarterdeck
							</Text>
							<OrganisationMenu session={props.session} />
						</Group>
						<Group gap="xs" wrap="nowrap">
							<PaletteButton />
							<AccountMenu session={props.session} />
						</Group>
					</Group>
				</Frame.Header>
				<Frame.Navbar p="xs" aria-label="Pages">
					<Places path={path} />
				</Frame.Navbar>
				<Frame.Main
					id="main"
					ref={main}
					tabIndex={-1}
					style={{ outline: "none" }}
				>
					{props.children}
				</Frame.Main>
			</Frame>
			<CommandPalette session={props.session} />
		</>
	);
}

function Places({ path }: { readonly path: string }) {
	const { organisation = "" } = useParams({ strict: false });
	return (
		<ScrollArea>
			{navigationEntries.map(({ to, label, Icon }) => {
				const active = path.startsWith(
					to.replace("$organisation", organisation),
				);
				return (
					<NavEntryLink
						key={to}
						to={to}
						params={{ organisation }}
						label={label}
						leftSection={<Icon size={20} stroke={1.6} aria-hidden />}
						active={active}
						style={{ borderRadius: "var(--mantine-radius-md)" }}
						aria-current={active ? "page" : undefined}
					/>
				);
			})}
		</ScrollArea>
	);
}

/** A new page takes the focus, unless something on it has it already: the next Tab goes on from there, and screen readers begin there. */
function useFocusOnNewPage(path: string) {
	const main = useRef<HTMLElement>(null);
	const before = useRef(path);
	useEffect(() => {
		if (before.current === path) return;
		before.current = path;
		if (!main.current?.contains(document.activeElement))
			main.current?.focus({ preventScroll: true });
	}, [path]);
	return main;
}
