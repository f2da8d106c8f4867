import { Container } from "@mantine/core";
import type { QueryClient } from "@tanstack/react-query";
import {
	createRootRoute,
	createRoute,
	createRouter,
	type ErrorComponentProps,
	lazyRouteComponent,
	Outlet,
} from "@tanstack/react-router";
import { NotFoundPage } from "./pages/not-found/not-found-page.tsx";
import { OrganisationFrame } from "./pages/organisation-frame.tsx";
import { StartPage } from "./pages/start/start-page.tsx";
import { ProblemNote } from "./parts/problem-note.tsx";
import { SessionWatch } from "./parts/session-watch.tsx";
import { Waiting } from "./parts/waiting.tsx";

/*
 * Every address of the UI. Pages are loaded when they are first gone to. A page's search parameters are its own: it validates
 * them where it reads them.
 */

const root = createRootRoute({
	component: Root,
	notFoundComponent: NotFoundPage,
});

const start = createRoute({
	getParentRoute: () => root,
	path: "/",
	component: StartPage,
});

const signIn = createRoute({
	getParentRoute: () => root,
	path: "/sign-in",
	component: lazyRouteComponent(
		() => import("./pages/sign-in/sign-in-page.tsx"),
		"SignInPage",
	),
});

const join = createRoute({
	getParentRoute: () => root,
	path: "/join",
	component: lazyRouteComponent(
		() => import("./pages/join/join-page.tsx"),
		"JoinPage",
	),
});

const output = createRoute({
	getParentRoute: () => root,
	path: "/outputs/$run",
	component: lazyRouteComponent(
		() => import("./pages/output/output-page.tsx"),
		"OutputPage",
	),
});

const welcome = createRoute({
	getParentRoute: () => root,
	path: "/welcome",
	component: lazyRouteComponent(
		() => import("./pages/welcome/welcome-page.tsx"),
		"WelcomePage",
	),
});

const organisation = createRoute({
	getParentRoute: () => root,
	path: "/o/$organisation",
	component: OrganisationFrame,
});

const organisationStart = createRoute({
	getParentRoute: () => organisation,
	path: "/",
	component: StartPage,
});

const consolePage = createRoute({
	getParentRoute: () => organisation,
	path: "/console",
	component: lazyRouteComponent(
		() => import("./pages/console/console-page.tsx"),
		"ConsolePage",
	),
});

const channel = createRoute({
	getParentRoute: () => organisation,
	path: "/console/$channel",
	component: lazyRouteComponent(
		() => import("./pages/console/console-page.tsx"),
		"ConsolePage",
	),
});

const clusters = createRoute({
	getParentRoute: () => organisation,
	path: "/clusters",
	component: lazyRouteComponent(
		() => import("./pages/clusters/clusters-page.tsx"),
		"ClustersPage",
	),
});

const cluster = createRoute({
	getParentRoute: () => organisation,
	path: "/clusters/$cluster",
	component: lazyRouteComponent(
		() => import("./pages/clusters/cluster-page.tsx"),
		"ClusterPage",
	),
});

const configuration = createRoute({
	getParentRoute: () => organisation,
	path: "/configuration",
	component: lazyRouteComponent(
		() => import("./pages/configuration/configuration-page.tsx"),
		"ConfigurationPage",
	),
});

const audit = createRoute({
	getParentRoute: () => organisation,
	path: "/audit",
	component: lazyRouteComponent(
		() => import("./pages/audit/audit-page.tsx"),
		"AuditPage",
	),
});

const auditRecord = createRoute({
	getParentRoute: () => organisation,
	path: "/audit/$record",
	component: lazyRouteComponent(
		() => import("./pages/audit/audit-record-page.tsx"),
		"AuditRecordPage",
	),
});

const people = createRoute({
	getParentRoute: () => organisation,
	path: "/people",
	component: lazyRouteComponent(
		() => import("./pages/people/people-page.tsx"),
		"PeoplePage",
	),
});

const account = createRoute({
	getParentRoute: () => organisation,
	path: "/account",
	component: lazyRouteComponent(
		() => import("./pages/account/account-page.tsx"),
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
		consolePage,
		channel,
		clusters,
		cluster,
		configuration,
		audit,
		auditRecord,
		people,
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
				<Waiting what="the page" />
			</Container>
		),
		defaultErrorComponent: BrokenPage,
		scrollRestoration: true,
	});
}

function Root() {
	return (
		<>
			<SessionWatch />
			<Outlet />
		</>
	);
}

/** A page that broke says so, instead of leaving a blank one. */
function BrokenPage({ error, reset }: ErrorComponentProps) {
	return (
		<Container size="sm" py="xl">
			<ProblemNote error={error} onRetry={reset} />
		</Container>
	);
}

declare module "@tanstack/react-router" {
	interface Register {
		router: ReturnType<typeof createAppRouter>;
	}
}
