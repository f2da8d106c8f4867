import { readKubernetesSource } from "@quarterdeck/contract/configuration";
import type {
	WatchChange,
	WatchedObject,
	WatchedResource,
} from "../watches/index.ts";
import { changeTellings, type TellingDeps } from "./change-tellings.ts";
import type { ClusterView } from "./cluster-view.ts";
import { eventHappening } from "./event-happening.ts";
import { eventTellings } from "./event-tellings.ts";
import type { Happening } from "./happening.ts";
import { type KeptObject, keepObject, nameOfKeeping } from "./kept-object.ts";
import { objectHappening } from "./object-happening.ts";
import { renderNotice, type Telling } from "./render-notice.ts";
import {
	type AllConstraints,
	type ChangeType,
	noConstraints,
	type Route,
	routesOf,
} from "./route.ts";
import { type WatchDraft, WatchDrafts } from "./watch-draft.ts";
import { YoungAbsences } from "./young-absence.ts";

/** A source group with an enabled `botkube/kubernetes`. */
export interface PlannedGroup {
	readonly name: string;
	/** Whether somebody who is told can press buttons. */
	readonly interactive: boolean;
	/** Whose eyes it sees with; undefined is the agent itself. */
	readonly identity: WatchedResource["identity"];
	/** As it is written. */
	readonly config: unknown;
}

/** A watch that the groups need: follow `resource` with the rest. */
export interface PlannedWatch {
	readonly resource: WatchedResource;
	/** How much of each object has to be read. */
	readonly objects: "metadata" | "whole";
	readonly keeps: string;
	readonly keep: (object: WatchedObject) => KeptObject;
	/** Reports what each group is told. @throws Error when the change is to be told again later. */
	readonly onChange: (change: WatchChange<KeptObject>) => void;
}

export interface WatchPlan {
	/** One for each resource and identity. */
	readonly watches: readonly PlannedWatch[];
	/** What is wrong with configurations. A group with an error is left out; the others are not touched by it. */
	readonly problems: readonly {
		readonly group: string;
		readonly severity: "error" | "warning";
		readonly message: string;
	}[];
}

/** Plans the watches of all groups of the agent. Never throws for what is in a configuration. */
export function planWatches(
	groups: readonly PlannedGroup[],
	cluster: ClusterView,
): WatchPlan {
	const drafts = new WatchDrafts();
	const constraints = noConstraints();
	const problems: WatchPlan["problems"][number][] = [];
	for (const group of groups) {
		const read = readRoutes(group, constraints);
		problems.push(
			...read.problems.map((problem) => ({ group: group.name, ...problem })),
		);
		for (const route of read.routes) drafts.add(route);
	}
	const deps = { cluster, absences: new YoungAbsences() };
	return {
		watches: drafts.all().map((draft) => plannedWatch(draft, deps)),
		problems,
	};
}

type Problem = Omit<WatchPlan["problems"][number], "group">;

function readRoutes(
	{ config, ...group }: PlannedGroup,
	constraints: AllConstraints,
): {
	readonly routes: readonly Route[];
	readonly problems: readonly Problem[];
} {
	const { source, problems: found } = readKubernetesSource(config);
	const problems: Problem[] = found.map(({ path, severity, message }) => ({
		severity,
		message: path.length > 0 ? `${path.join(".")}: ${message}` : message,
	}));
	if (!source) return { routes: [], problems };
	try {
		return { routes: routesOf({ ...group, source }, constraints), problems };
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		return {
			routes: [],
			problems: [...problems, { severity: "error", message }],
		};
	}
}

const typeOf = {
	added: "create",
	updated: "update",
	deleted: "delete",
} as const;

function plannedWatch(draft: WatchDraft, deps: TellingDeps): PlannedWatch {
	const { resource, errorRoutes, whole } = draft;
	const byType = (type: ChangeType) =>
		draft.routes.filter(({ types }) => types.has(type));
	const routes = {
		create: byType("create"),
		update: byType("update"),
		delete: byType("delete"),
	};
	return {
		resource,
		objects: whole ? "whole" : "metadata",
		keeps: nameOfKeeping(draft),
		keep: (object) => keepObject(object, draft),
		onChange: (change) => {
			const told = [
				...tellErrors(errorRoutes, change, resource, deps),
				...tellChange(routes[typeOf[change.kind]], change, resource, deps),
			];
			// All are made before the first is handed over: what cannot be decided yet is told again whole.
			const notices = told.map(({ happening, telling }) => ({
				notice: renderNotice(happening, telling, deps.cluster),
				at: happening.at,
			}));
			for (const { notice, at } of notices) deps.cluster.report(notice, at);
		},
	};
}

interface Told {
	readonly happening: Happening;
	readonly telling: Telling;
}

function tellChange(
	routes: readonly Route[],
	change: WatchChange<KeptObject>,
	resource: WatchedResource,
	deps: TellingDeps,
): Told[] {
	if (routes.length === 0) return [];
	const happening = objectHappening(change, resource, deps.cluster);
	return changeTellings(routes, {
		change,
		happening,
		identity: resource.identity,
		deps,
	}).map((telling) => ({ happening, telling }));
}

function tellErrors(
	routes: ReadonlyMap<string, readonly Route[]>,
	change: WatchChange<KeptObject>,
	{ identity }: WatchedResource,
	deps: TellingDeps,
): Told[] {
	if (routes.size === 0) return [];
	const happening = eventHappening(change, deps.cluster);
	const candidates = happening && routes.get(happening.resource);
	if (!candidates) return [];
	return eventTellings(candidates, happening, identity, deps).map(
		(telling) => ({ happening, telling }),
	);
}
