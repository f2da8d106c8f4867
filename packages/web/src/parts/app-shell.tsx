import {
	Burger,
	AppShell as Frame,
	Group,
	ScrollArea,
	Text,
} from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { organisationPart } from "../data/organisation-address.ts";
import { useReachability } from "../data/reachability.ts";
import type { Session } from "../data/session.ts";
import { useOrganisation } from "../data/use-session.ts";
import icon from "../look/icon.svg";
import { AccountMenu } from "./account-menu.tsx";
import classes from "./app-shell.module.css";
import {
	CommandPalette,
	openPalette,
	PaletteButton,
} from "./command-palette.tsx";
import {
	bannerHeight,
	ConnectionBanner,
	useRefreshOnReturn,
} from "./connection-banner.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { NavEntryLink } from "./links.tsx";
import { navigationEntries } from "./navigation-entries.ts";
import { OrganisationMenu } from "./organisation-menu.tsx";
import { SkipLink } from "./skip-link.tsx";
import { usePageKeys } from "./use-page-keys.ts";

/** Pixels of the header without the banner. */
const barHeight = 52;

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
	const { isReached, asOfMs } = useReachability();
	useRefreshOnReturn();
	return (
		<>
			<SkipLink to="main" />
			<Frame
				header={{ height: isReached ? barHeight : barHeight + bannerHeight }}
				navbar={{
					width: 216,
					breakpoint: "sm",
					collapsed: { mobile: !opened },
				}}
				padding="md"
			>
				<Frame.Header>
					<Group
						h={barHeight}
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
					{!isReached && <ConnectionBanner asOfMs={asOfMs} />}
				</Frame.Header>
				<Frame.Navbar p="xs" aria-label="Pages">
					<Places path={path} />
				</Frame.Navbar>
				<Frame.Main
					id="main"
					ref={main}
					tabIndex={-1}
					className={classes.main ?? ""}
					data-old={!isReached}
				>
					{props.children}
				</Frame.Main>
			</Frame>
			<CommandPalette session={props.session} />
			<PageKeys />
		</>
	);
}

/** The keys of every page, and the list of them. */
function PageKeys() {
	const [opened, { open, close }] = useDisclosure(false);
	const organisation = useOrganisation() ?? "";
	const navigate = useNavigate();
	usePageKeys({
		onSearch: openPalette,
		onHelp: open,
		onGo: (to) => void navigate({ to, params: { organisation } }),
	});
	return <KeysDialog opened={opened} onClose={close} />;
}

function Places({ path }: { readonly path: string }) {
	const organisation = useOrganisation() ?? "";
	return (
		<ScrollArea>
			{navigationEntries.map(({ to, label, Icon }) => {
				const active = path.startsWith(
					to.replace("$organisation", organisationPart(organisation)),
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
