import type { Heartbeat, PluginState } from "@quarterdeck/contract";
import { type Cluster, clusterStates } from "../../../rooms/fleet/index.ts";
import { requireAllowed } from "../api-context.ts";
import { followFleet } from "../follow-fleet.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { builder, pageRequest } from "./builder.ts";
import { type Connection, connectionOf, pageInfoRef } from "./page-info.ts";

const stateRef = builder.enumType("ClusterState", {
	values: Object.fromEntries(
		clusterStates.map((state) => [state.toUpperCase(), { value: state }]),
	) as Record<
		Uppercase<(typeof clusterStates)[number]>,
		{ value: (typeof clusterStates)[number] }
	>,
});

interface LabelView {
	readonly name: string;
	readonly value: string;
}

const labelRef = builder.objectRef<LabelView>("Label").implement({
	fields: (t) => ({
		name: t.exposeString("name"),
		value: t.exposeString("value"),
	}),
});

const kubernetesRef = builder
	.objectRef<Heartbeat["kubernetes"]>("KubernetesState")
	.implement({
		description: "How the agent's API server answers.",
		fields: (t) => ({
			reachable: t.exposeBoolean("reachable"),
			version: t.exposeString("version", { nullable: true }),
			problem: t.exposeString("problem", { nullable: true }),
		}),
	});

const pluginRef = builder.objectRef<PluginState>("PluginState").implement({
	fields: (t) => ({
		key: t.exposeString("key"),
		state: t.exposeString("state"),
		restarts: t.exposeInt("restarts"),
		problem: t.exposeString("problem", { nullable: true }),
	}),
});

export const clusterRef = builder.objectRef<Cluster>("Cluster").implement({
	description: "A cluster, and what its agent said last.",
	fields: (t) => ({
		id: t.exposeID("id"),
		name: t.exposeString("name"),
		labels: t.field({
			type: [labelRef],
			resolve: ({ labels }) =>
				Object.entries(labels).map(([name, value]) => ({ name, value })),
		}),
		state: t.expose("state", { type: stateRef }),
		since: t.expose("since", {
			type: "DateTime",
			description: "Since when it is in this state.",
		}),
		lastSeenAt: t.field({
			type: "DateTime",
			nullable: true,
			resolve: ({ agent }) => agent?.lastSeenAt ?? null,
		}),
		agentVersion: t.string({
			nullable: true,
			resolve: ({ agent }) => agent?.agentVersion ?? null,
		}),
		kubernetesVersion: t.string({
			nullable: true,
			resolve: ({ agent }) => agent?.kubernetes?.version ?? null,
		}),
		configurationVersion: t.int({
			nullable: true,
			resolve: ({ agent }) => agent?.configurationVersion ?? null,
		}),
		kubernetes: t.field({
			type: kubernetesRef,
			nullable: true,
			resolve: ({ agent }) => agent?.kubernetes ?? null,
		}),
		plugins: t.field({
			type: [pluginRef],
			resolve: ({ agent }) => agent?.plugins ?? [],
		}),
		running: t.int({
			nullable: true,
			description: "Commands that run there now.",
			resolve: ({ agent }) => agent?.running ?? null,
		}),
	}),
});

const edgeRef = builder
	.objectRef<{ node: Cluster; cursor: string }>("ClusterEdge")
	.implement({
		fields: (t) => ({
			node: t.expose("node", { type: clusterRef }),
			cursor: t.exposeString("cursor"),
		}),
	});

const connectionRef = builder
	.objectRef<Connection<Cluster>>("ClusterConnection")
	.implement({
		fields: (t) => ({
			edges: t.field({ type: [edgeRef], resolve: ({ edges }) => edges }),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
		}),
	});

builder.queryField("clusters", (t) =>
	t.field({
		type: connectionRef,
		description: "The clusters of your organisation, by name.",
		args: {
			selector: t.arg.string({
				description: "Labels as kubectl takes them: region=eu,tier!=test.",
			}),
			first: t.arg.int({ defaultValue: 100 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const { organisation } = requireAllowed(context, "cluster.read");
			const page = await context.deps.fleet.listClusters(
				organisation.id,
				{ selector: args.selector ?? undefined },
				pageRequest(args),
			);
			return connectionOf(page, (cluster) => cluster.name);
		},
	}),
);

builder.queryField("cluster", (t) =>
	t.field({
		type: clusterRef,
		nullable: true,
		args: { name: t.arg.string({ required: true }) },
		async resolve(_root, { name }, context) {
			const { organisation } = requireAllowed(context, "cluster.read");
			const { fleet } = context.deps;
			return (await fleet.findCluster(organisation.id, name)) ?? null;
		},
	}),
);

builder.subscriptionField("clusterEvents", (t) =>
	t.field({
		type: clusterRef,
		description:
			"Every cluster once, then each one whose state, agent, versions or plugins change.",
		subscribe(_root, _args, context) {
			const { organisation } = requireAllowed(context, "cluster.read");
			return whileSignedIn(
				context,
				followFleet(context.deps.fleet, organisation.id),
			);
		},
		resolve: (cluster) => cluster,
	}),
);
