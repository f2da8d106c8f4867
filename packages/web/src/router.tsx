import { Container } from "@mantine/core";
import type { QueryClient } from "@tanstack/react-query";
import {
	type AsyncRouteComponent,
	createRootRoute,
	createRoute,
	createRouter,
	type ErrorComponentProps,
	lazyRouteComponent,
	Outlet,
	useRouter,
} from "@tanstack/react-router";
import { useEffect } from "react";
import {
	organisationIdOf,
	organisationPart,
} from "./data/organisation-address.ts";
import { readAuditSearch } from "./pages/audit/audit-filter.ts";
import { readClusterParams } from "./pages/clusters/cluster-search.ts";
import { readConfigurationSearch } from "./pages/configuration/configuration-search.ts";
import { readConsoleSearch } from "./pages/console/console-search.ts";
import { readEventsSearch } from "./pages/events/events-search.ts";
import { NotFound } from "./pages/not-found/not-found.tsx";
import {
	NotFoundAnywhere,
	OrganisationFrame,
} from "./pages/organisation-frame.tsx";
import { readOutputSearch } from "./pages/output/output-search.ts";
import { readOverviewSearch } from "./pages/overview/overview-search.ts";
import { readPeopleSearch } from "./pages/people/people-search.ts";
import { readSignInSearch } from "./pages/sign-in/sign-in-search.ts";
import { StartPage } from "./pages/start/start-page.tsx";
import { ahead, loadAhead } from "./parts/load-ahead.ts";
import { Loading } from "./parts/loading.tsx";
import { ProblemNote } from "./parts/problem-note.tsx";
import { SessionWatch } from "./parts/session-watch.tsx";

/*
 * Every address of the UI. Pages are loaded when they are first opened. A page says itself which search parameters it takes
 * (`*-search.ts` beside it): what is no such parameter is not there for it, and to link to one is a type error.
 */

/** A page's reader as a validator. The router keeps what a validator leaves out, so that it is named as absent here. */
function only<Search extends object>(
	read: (given: Readonly<Record<string, unknown>>) => Search,
) {
	return (given: Record<string, unknown>): Search => {
		const names = Object.keys(given).map((name) => [name, undefined]);
		return { ...Object.fromEntries(names), ...read(given) };
	};
}

const root = createRootRoute({
	component: Root,
	notFoundComponent: NotFoundAnywhere,
});

const start = createRoute({
	getParentRoute: () => root,
	path: "/",
	component: StartPage,
});

const signIn = createRoute({
	getParentRoute: () => root,
	path: "/sign-in",
	validateSearch: only(readSignInSearch),
	component: lazyRouteComponent(
		ahead(() => import("./pages/sign-in/sign-in-page.tsx")),
		"SignInPage",
	),
});

const join = createRoute({
	getParentRoute: () => root,
	path: "/join",
	component: lazyRouteComponent(
		ahead(() => import("./pages/join/join-page.tsx")),
		"JoinPage",
	),
});

const output = createRoute({
	getParentRoute: () => root,
	path: "/outputs/$run",
	validateSearch: only(readOutputSearch),
	component: lazyRouteComponent(
		ahead(() => import("./pages/output/output-page.tsx")),
		"OutputPage",
	),
});

const welcome = createRoute({
	getParentRoute: () => root,
	path: "/welcome",
	component: lazyRouteComponent(
		ahead(() => import("./pages/welcome/welcome-page.tsx")),
		"WelcomePage",
	),
});

const organisation = createRoute({
	getParentRoute: () => root,
	path: "/o/$organisation",
	params: {
		parse: ({ organisation }) => ({
			organisation: organisationIdOf(organisation),
		}),
		stringify: ({ organisation }) => ({
			organisation: organisationPart(organisation),
		}),
	},
	component: OrganisationFrame,
	notFoundComponent: NotFound,
});

const organisationStart = createRoute({
	getParentRoute: () => organisation,
	path: "/",
	component: StartPage,
});

const overview = createRoute({
	getParentRoute: () => organisation,
	path: "/overview",
	validateSearch: only(readOverviewSearch),
	component: lazyRouteComponent(
		ahead(() => import("./pages/overview/overview-page.tsx")),
		"OverviewPage",
	),
});

const consolePage = createRoute({
	getParentRoute: () => organisation,
	path: "/console",
	component: lazyRouteComponent(
		ahead(() => import("./pages/console/console-page.tsx")),
		"ConsolePage",
	),
});

const channel = createRoute({
	getParentRoute: () => organisation,
	path: "/console/$channel",
	validateSearch: only(readConsoleSearch),
	component: lazyRouteComponent(
		ahead(() => import("./pages/console/console-page.tsx")),
		"ConsolePage",
	),
});

const clusters = createRoute({
	getParentRoute: () => organisation,
	path: "/clusters",
	validateSearch: only(readClusterParams),
	component: lazyRouteComponent(
		ahead(() => import("./pages/clusters/clusters-page.tsx")),
		"ClustersPage",
	),
});

const cluster = createRoute({
	getParentRoute: () => organisation,
	path: "/clusters/$cluster",
	component: lazyRouteComponent(
		ahead(() => import("./pages/clusters/cluster-page.tsx")),
		"ClusterPage",
	),
});

const configuration = createRoute({
	getParentRoute: () => organisation,
	path: "/configuration",
	validateSearch: only(readConfigurationSearch),
	component: lazyRouteComponent(
		ahead(() => import("./pages/configuration/configuration-page.tsx")),
		"ConfigurationPage",
	),
});

const events = createRoute({
	getParentRoute: () => organisation,
	path: "/events",
	validateSearch: only(readEventsSearch),
	component: lazyRouteComponent(
		ahead(() => import("./pages/events/events-page.tsx")),
		"EventsPage",
	),
});

const audit = createRoute({
	getParentRoute: () => organisation,
	path: "/audit",
	validateSearch: only(readAuditSearch),
	component: lazyRouteComponent(
		ahead(() => import("./pages/audit/audit-page.tsx")),
		"AuditPage",
	),
});

const auditRecord = createRoute({
	getParentRoute: () => organisation,
	path: "/audit/$record",
	validateSearch: only(readAuditSearch),
	component: lazyRouteComponent(
		ahead(() => import("./pages/audit/audit-record-page.tsx")),
		"AuditRecordPage",
	),
});

const people = createRoute({
	getParentRoute: () => organisation,
	path: "/people",
	validateSearch: only(readPeopleSearch),
	component: lazyRouteComponent(
		ahead(() => import("./pages/people/people-page.tsx")),
		"PeoplePage",
	),
});

const plugins = createRoute({
	getParentRoute: () => organisation,
	path: "/plugins",
	component: lazyRouteComponent(
		ahead(() => import("./pages/plugins/plugins-page.tsx")),
		"PluginsPage",
	),
});

const account = createRoute({
	getParentRoute: () => organisation,
	path: "/account",
	component: lazyRouteComponent(
		ahead(() => import("./pages/account/account-page.tsx")),
		"AccountPage",
	),
});

const tree = root.addChildren([
	start,
	signIn,
	join,
	output,
	welcome,
	organisation.addChildren([
		organisationStart,
		overview,
		consolePage,
		channel,
		clusters,
		cluster,
		events,
		configuration,
		audit,
		auditRecord,
		people,
		plugins,
		account,
	]),
]);

export function createAppRouter(queries: QueryClient) {
	return createRouter({
		routeTree: tree,
		context: { queries },
		defaultPreload: "intent",
		defaultPendingComponent: () => (
			<Container py="xl">
				<Loading what="the page" />
			</Container>
		),
		defaultErrorComponent: BrokenPage,
		scrollRestoration: true,
	});
}

function Root() {
	useEffect(loadAhead, []);
	return (
		<>
			<SessionWatch />
			<Outlet />
		</>
	);
}

/** A page that broke, or whose code did not come, says so in its place, and can be tried again. */
function BrokenPage({ error, reset }: ErrorComponentProps) {
	const router = useRouter();
	const retry = async () => {
		await Promise.all(
			router.state.matches.map(({ routeId }) => {
				const { component } = router.routesById[routeId].options;
				return (component as AsyncRouteComponent<object>)?.preload?.();
			}),
		);
		reset();
	};
	return (
		<Container size="sm" py="xl">
			<ProblemNote error={error} onRetry={() => void retry()} />
		</Container>
	);
}

declare module "@tanstack/react-router" {
	interface Register {
		router: ReturnType<typeof createAppRouter>;
	}
}
