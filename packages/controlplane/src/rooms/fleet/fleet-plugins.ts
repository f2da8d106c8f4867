import {
	AppError,
	type OrganisationId,
	type Page,
	type PageRequest,
	type PluginState,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import { z } from "zod";

/** How a plugin is in a cluster, the worst first. `unknown`: nothing is heard from its agent. */
export const pluginHealths = [
	"deactivated",
	"failed",
	"unknown",
	"starting",
	"running",
	"ready",
] as const;
export type PluginHealth = (typeof pluginHealths)[number];

export const pluginKinds = ["executor", "source"] as const;
export type PluginKindName = (typeof pluginKinds)[number];

/** Which plugins to list. An absent field matches all. */
export interface PluginFilter {
	/** Part of the key. */
	readonly key?: string | undefined;
	readonly health?: PluginHealth | undefined;
	/** The name of a cluster. */
	readonly cluster?: string | undefined;
}

/** A plugin of one version over the clusters that have it, as they last reported. */
export interface FleetPlugin {
	readonly key: string;
	readonly kind: PluginKindName;
	/** Empty when no agent told. */
	readonly version: string;
	readonly clusters: number;
	readonly healths: readonly {
		readonly health: PluginHealth;
		readonly clusters: number;
	}[];
	/** Clusters in which it is deactivated or failed. */
	readonly unwell: number;
	readonly restarts: number;
	readonly memoryBytes: number | undefined;
	readonly restartedAt: Date | undefined;
	readonly lastError: string | undefined;
}

/** A plugin in one cluster. */
export interface ClusterPlugin {
	readonly cluster: string;
	readonly health: PluginHealth;
	readonly state: PluginState;
}

const fleetPlaceSchema = z.tuple([
	z.int32().min(0),
	z.string().max(256),
	z.enum(pluginKinds),
	z.string().max(128),
]);
/** Where a page of plugins begins: behind so many unwell clusters, this key, kind and version. */
export type FleetPluginPlace = z.output<typeof fleetPlaceSchema>;

/** Reads plugins of a whole organisation; each is one statement. */
export interface PluginStore {
	listFleetPlugins(
		organisationId: OrganisationId,
		filter: PluginFilter,
		page: {
			readonly limit: number;
			readonly after?: FleetPluginPlace | undefined;
		},
	): Promise<readonly FleetPlugin[]>;
	listClusterPlugins(
		organisationId: OrganisationId,
		plugin: { readonly key: string; readonly kind: PluginKindName },
		page: { readonly limit: number; readonly after?: string | undefined },
	): Promise<readonly ClusterPlugin[]>;
}

/** The cursor of a plugin in `listFleetPlugins`. */
export function fleetPluginCursor(one: FleetPlugin): string {
	const place: FleetPluginPlace = [one.unwell, one.key, one.kind, one.version];
	return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Plugins of an organisation, those that are unwell in the most clusters first. @throws AppError INPUT_INVALID for a cursor that cannot be read. */
export async function listFleetPlugins(
	store: PluginStore,
	organisationId: OrganisationId,
	filter: PluginFilter,
	page: PageRequest,
): Promise<Page<FleetPlugin>> {
	const after = page.after === undefined ? undefined : readPlace(page.after);
	const rows = await store.listFleetPlugins(organisationId, filter, {
		limit: rowsToRead(page),
		after,
	});
	return pageOf(rows, page, fleetPluginCursor);
}

/** The clusters that have a plugin, by name. */
export async function listClusterPlugins(
	store: PluginStore,
	organisationId: OrganisationId,
	plugin: { readonly key: string; readonly kind: PluginKindName },
	page: PageRequest,
): Promise<Page<ClusterPlugin>> {
	const rows = await store.listClusterPlugins(organisationId, plugin, {
		limit: rowsToRead(page),
		after: page.after,
	});
	return pageOf(rows, page, ({ cluster }) => cluster);
}

function readPlace(cursor: string): FleetPluginPlace {
	try {
		const text = Buffer.from(cursor, "base64url").toString();
		return fleetPlaceSchema.parse(JSON.parse(text));
	} catch (error) {
		throw new AppError(
			"INPUT_INVALID",
			{ field: "after", reason: "it is not a cursor of this list" },
			{ cause: error },
		);
	}
}
