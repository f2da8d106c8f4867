import type { OrganisationId, PluginLogs } from "@quarterdeck/contract";
import {
	type ClusterPlugin,
	type FleetPlugin,
	fleetPluginCursor,
	type PluginHealth,
	pluginHealths,
} from "../../../rooms/fleet/index.ts";
import { callerOf, requireAllowed } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { clusterRef } from "./cluster.ts";
import { type Connection, connectionOf, pageInfoRef } from "./page-info.ts";
import { pluginKindRef, pluginStateRef } from "./plugin-state.ts";

const healthRef = builder.enumType("PluginHealth", {
	description:
		"How a plugin is in a cluster. UNKNOWN: nothing is heard from the cluster's agent. READY: it has no process, and the next command starts one.",
	values: Object.fromEntries(
		pluginHealths.map((health) => [health.toUpperCase(), { value: health }]),
	) as Record<Uppercase<PluginHealth>, { value: PluginHealth }>,
});

const healthCountRef = builder
	.objectRef<FleetPlugin["healths"][number]>("PluginHealthCount")
	.implement({
		fields: (t) => ({
			health: t.expose("health", { type: healthRef }),
			clusters: t.exposeInt("clusters"),
		}),
	});

const fleetPluginRef = builder.objectRef<FleetPlugin>("FleetPlugin").implement({
	description:
		"A plugin of one version over the clusters that have it, as they last reported.",
	fields: (t) => ({
		key: t.exposeString("key"),
		kind: t.expose("kind", { type: pluginKindRef }),
		version: t.string({
			nullable: true,
			resolve: ({ version }) => version || null,
		}),
		clusters: t.exposeInt("clusters"),
		healths: t.field({
			type: [healthCountRef],
			description: "The worst first.",
			resolve: ({ healths }) =>
				healths.toSorted(
					(a, b) =>
						pluginHealths.indexOf(a.health) - pluginHealths.indexOf(b.health),
				),
		}),
		restarts: t.exposeFloat("restarts", {
			description: "Of all clusters together.",
		}),
		memoryBytes: t.float({
			nullable: true,
			description: "Of all clusters together.",
			resolve: ({ memoryBytes }) => memoryBytes ?? null,
		}),
		restartedAt: t.field({
			type: "DateTime",
			nullable: true,
			resolve: ({ restartedAt }) => restartedAt ?? null,
		}),
		lastError: t.string({
			nullable: true,
			description: "Of a cluster in which it is unwell, if there is one.",
			resolve: ({ lastError }) => lastError ?? null,
		}),
	}),
});

const fleetEdgeRef = builder
	.objectRef<{ node: FleetPlugin; cursor: string }>("FleetPluginEdge")
	.implement({
		fields: (t) => ({
			node: t.expose("node", { type: fleetPluginRef }),
			cursor: t.exposeString("cursor"),
		}),
	});

const fleetConnectionRef = builder
	.objectRef<Connection<FleetPlugin>>("FleetPluginConnection")
	.implement({
		fields: (t) => ({
			edges: t.field({ type: [fleetEdgeRef], resolve: ({ edges }) => edges }),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
		}),
	});

builder.queryField("plugins", (t) =>
	t.field({
		type: fleetConnectionRef,
		description:
			"The plugins of your organisation's clusters by key, kind and version: those that are unwell in the most clusters first. As last saved, at most a few seconds ago.",
		args: {
			key: t.arg.string({ description: "Part of the key." }),
			health: t.arg({ type: healthRef }),
			cluster: t.arg.string({ description: "The name of a cluster." }),
			first: t.arg.int({ defaultValue: 100 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
			const page = await context.deps.fleet.listFleetPlugins(
				organisation.id,
				{
					key: args.key ?? undefined,
					health: args.health ?? undefined,
					cluster: args.cluster ?? undefined,
				},
				pageRequest(args),
			);
			return connectionOf(page, fleetPluginCursor);
		},
	}),
);

interface ClusterPluginView extends ClusterPlugin {
	readonly organisationId: OrganisationId;
}

const clusterPluginRef = builder
	.objectRef<ClusterPluginView>("ClusterPlugin")
	.implement({
		fields: (t) => ({
			cluster: t.exposeString("cluster"),
			health: t.expose("health", { type: healthRef }),
			plugin: t.field({
				type: pluginStateRef,
				resolve: ({ state, organisationId }) => ({ ...state, organisationId }),
			}),
		}),
	});

const clusterPluginEdgeRef = builder
	.objectRef<{ node: ClusterPluginView; cursor: string }>("ClusterPluginEdge")
	.implement({
		fields: (t) => ({
			node: t.expose("node", { type: clusterPluginRef }),
			cursor: t.exposeString("cursor"),
		}),
	});

const clusterPluginConnectionRef = builder
	.objectRef<Connection<ClusterPluginView>>("ClusterPluginConnection")
	.implement({
		fields: (t) => ({
			edges: t.field({
				type: [clusterPluginEdgeRef],
				resolve: ({ edges }) => edges,
			}),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
		}),
	});

builder.queryField("pluginClusters", (t) =>
	t.field({
		type: clusterPluginConnectionRef,
		description: "The clusters that have a plugin, by name.",
		args: {
			key: t.arg.string({ required: true }),
			kind: t.arg({ type: pluginKindRef, required: true }),
			first: t.arg.int({ defaultValue: 100 }),
			after: t.arg.string(),
		},
		async resolve(_root, { key, kind, ...args }, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
			const { items, ...rest } = await context.deps.fleet.listClusterPlugins(
				organisation.id,
				{ key, kind },
				pageRequest(args),
			);
			const own = { organisationId: organisation.id };
			return connectionOf(
				{ items: items.map((one) => ({ ...one, ...own })), ...rest },
				({ cluster }) => cluster,
			);
		},
	}),
);

const logLineRef = builder
	.objectRef<PluginLogs["lines"][number]>("PluginLogLine")
	.implement({
		fields: (t) => ({
			at: t.field({
				type: "DateTime",
				description: "By the agent's clock.",
				resolve: ({ at }) => new Date(at),
			}),
			level: t.exposeString("level"),
			text: t.exposeString("text", {
				description: "Without secrets and control characters.",
			}),
		}),
	});

builder.mutationField("readPluginLogs", (t) =>
	t.field({
		type: [logLineRef],
		description:
			"The last lines that a plugin wrote in a cluster, at most 200, read from its agent now. The reading is recorded in the audit.",
		args: {
			cluster: t.arg.string({ required: true }),
			key: t.arg.string({ required: true }),
			kind: t.arg({ type: pluginKindRef, required: true }),
		},
		async resolve(_root, { cluster, key, kind }, context) {
			const signedIn = await requireAllowed(context, "cluster.read");
			const { lines } = await context.deps.fleet.readPluginLogs(
				callerOf(signedIn),
				cluster,
				{ key, kind },
			);
			return lines;
		},
	}),
);

builder.mutationField("restartPlugin", (t) =>
	t.field({
		type: clusterRef,
		nullable: true,
		description:
			"Replaces the processes of a plugin in a cluster, also when it is deactivated. Commands under way finish in theirs.",
		args: {
			cluster: t.arg.string({ required: true }),
			key: t.arg.string({ required: true }),
			kind: t.arg({ type: pluginKindRef, required: true }),
		},
		async resolve(_root, { cluster, key, kind }, context) {
			const signedIn = await requireAllowed(context, "plugin.restart");
			const { fleet } = context.deps;
			await fleet.restartPlugin(callerOf(signedIn), cluster, { key, kind });
			const { organisation } = signedIn;
			return (await fleet.findCluster(organisation.id, cluster)) ?? null;
		},
	}),
);
