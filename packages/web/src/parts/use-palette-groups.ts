import { useMantineColorScheme } from "@mantine/core";
import {
	IconBuilding,
	IconDots,
	IconLogout,
	IconPlus,
	IconServer2,
	IconUserCog,
} from "@tabler/icons-react";
import { type UseNavigateResult, useNavigate } from "@tanstack/react-router";
import { graphql } from "../data/graphql.ts";
import type { Session } from "../data/session.ts";
import { signOutHere } from "../data/sign-out-here.ts";
import { useApiQuery } from "../data/use-api.ts";
import { useOrganisation } from "../data/use-session.ts";
import { colourSchemes } from "./colour-schemes.ts";
import { navigationEntries } from "./navigation-entries.ts";
import { notifyProblem } from "./notify.ts";
import type { PaletteAction, PaletteGroup } from "./palette-actions.ts";

const clustersDocument = graphql(`
	query PaletteClusters($search: String!) {
		clusters(search: $search, first: 8) {
			edges { node { id name state } }
			totalCount
		}
	}
`);

/** Everything the command palette offers; clusters are looked up by `search`, when it is not empty. */
export function usePaletteGroups(
	session: Session,
	search: string,
): readonly PaletteGroup[] {
	const navigate = useNavigate();
	const organisation = useOrganisation() ?? "";
	const clusters = useApiQuery(
		clustersDocument,
		{ search },
		{ enabled: search !== "" },
	);
	const found = search === "" ? [] : (clusters.data?.clusters.edges ?? []);
	const total = search === "" ? 0 : (clusters.data?.clusters.totalCount ?? 0);
	return [
		{
			name: "Pages",
			actions: navigationEntries.map(({ to, label, Icon }) => ({
				id: to,
				label,
				Icon,
				act: () => void navigate({ to, params: { organisation } }),
			})),
		},
		{
			name: "Clusters",
			isFiltered: true,
			actions: [
				...found.map(({ node }) => ({
					id: node.id,
					label: node.name,
					note: node.state.toLowerCase(),
					Icon: IconServer2,
					act: () =>
						void navigate({
							to: "/o/$organisation/clusters/$cluster",
							params: { organisation, cluster: node.name },
						}),
				})),
				...moreClusters(
					total - found.length,
					() =>
						void navigate({
							to: "/o/$organisation/clusters",
							params: { organisation },
							search: { q: search },
						}),
				),
			],
		},
		{
			name: "Organisations",
			actions: organisationActions(session, navigate),
		},
		{ name: "You", actions: useOwnActions() },
	];
}

/** What leads to the matches that are not listed; nothing when all are. */
function moreClusters(count: number, act: () => void): PaletteAction[] {
	if (count <= 0) return [];
	const label = count === 1 ? "1 more cluster" : `${count} more clusters`;
	return [
		{ id: "more-clusters", label, note: "show all", Icon: IconDots, act },
	];
}

function organisationActions(
	session: Session,
	navigate: UseNavigateResult<string>,
): PaletteAction[] {
	const actions = session.organisations.map(
		({ id, name, role }): PaletteAction => ({
			id,
			label: name,
			note: role,
			Icon: IconBuilding,
			act: () =>
				void navigate({
					to: "/o/$organisation/console",
					params: { organisation: id },
				}),
		}),
	);
	if (session.canCreateOrganisation)
		actions.push({
			id: "new-organisation",
			label: "New organisation",
			words: "create",
			Icon: IconPlus,
			act: () => void navigate({ to: "/welcome" }),
		});
	return actions;
}

function useOwnActions(): PaletteAction[] {
	const navigate = useNavigate();
	const organisation = useOrganisation() ?? "";
	const { setColorScheme } = useMantineColorScheme();
	return [
		{
			id: "account",
			label: "Tokens and sessions",
			words: "account password api",
			Icon: IconUserCog,
			act: () =>
				void navigate({
					to: "/o/$organisation/account",
					params: { organisation },
				}),
		},
		...colourSchemes.map(({ scheme, label, Icon }) => ({
			id: scheme,
			label: `Theme: ${label}`,
			words: "color colour scheme mode",
			Icon,
			act: () => setColorScheme(scheme),
		})),
		{
			id: "sign-out",
			label: "Sign out",
			words: "leave log out",
			Icon: IconLogout,
			act: () =>
				void signOutHere().catch((error: unknown) =>
					notifyProblem("Could not sign you out", error),
				),
		},
	];
}
