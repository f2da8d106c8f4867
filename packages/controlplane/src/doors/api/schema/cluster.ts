import type { Heartbeat, OrganisationId } from "@quarterdeck/contract";
import {
	type Cluster,
	type ClusterColumn,
	type ClusterFilter,
	type ClusterOrder,
	type ClusterState,
	clusterOrders,
	clusterStates,
	cursorOf,
	type SeenConnection,
	type SeenInstance,
} from "../../../rooms/fleet/index.ts";
import { requireAllowed } from "../api-context.ts";
import { followFleet } from "../follow-fleet.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { builder, pageRequest } from "./builder.ts";
import { type Connection, connectionOf, pageInfoRef } from "./page-info.ts";
import { pluginStateRef } from "./plugin-state.ts";

const stateRef = builder.enumType("ClusterState", {
	values: Object.fromEntries(
		clusterStates.map((state) => [state.toUpperCase(), { value: state }]),
	) as Record<
		Uppercase<(typeof clusterStates)[number]>,
		{ value: (typeof clusterStates)[number] }
	>,
});

const orderRef = builder.enumType("ClusterOrder", {
	description:
		"Names, labels and versions are in natural order (shop-2 before shop-10); clusters that an order does not tell apart stand by name. TROUBLE goes from the worst state to the best. Clusters without labels or version stand last, in RUNNING those without an agent first; DESCENDING is the exact reverse.",
	values: Object.fromEntries(
		clusterOrders.map((order) => [
			order.toUpperCase().replace("-", "_"),
			{ value: order },
		]),
	) as Record<
		Uppercase<ClusterColumn> | `${Uppercase<ClusterColumn>}_DESCENDING`,
		{ value: ClusterOrder }
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
		description:
			"Whether the cluster's API server serves the agent; if not, the cluster is degraded.",
		fields: (t) => ({
			reachable: t.exposeBoolean("reachable"),
			version: t.exposeString("version", { nullable: true }),
			problem: t.exposeString("problem", { nullable: true }),
			latencyMs: t.exposeInt("latencyMs", {
				nullable: true,
				description: "How long its last answer took, in milliseconds.",
			}),
			credentialEndsAt: t.field({
				type: "DateTime",
				nullable: true,
				description:
					"When the agent's credential for it ends, where nothing renews it.",
				resolve: ({ credentialEndsAt }) =>
					credentialEndsAt ? new Date(credentialEndsAt) : null,
			}),
		}),
	});

const instanceRef = builder.objectRef<SeenInstance>("AgentInstance").implement({
	description:
		"One process that speaks for the cluster's agent. Usually there is one.",
	fields: (t) => ({
		id: t.exposeID("id", {
			description: "Made by the process when it started.",
		}),
		host: t.exposeString("host", {
			description: "What its machine or pod calls itself.",
		}),
		startedAt: t.expose("startedAt", {
			type: "DateTime",
			description: "When it started, by its own clock.",
		}),
		firstSeenAt: t.expose("firstSeenAt", { type: "DateTime" }),
		lastSeenAt: t.expose("lastSeenAt", { type: "DateTime" }),
	}),
});

const connectionSeenRef = builder
	.objectRef<SeenConnection>("AgentConnection")
	.implement({
		description:
			"A connection made with the agent's credential, as the bus server sees it.",
		fields: (t) => ({
			address: t.exposeString("address"),
			connectedAt: t.expose("connectedAt", { type: "DateTime" }),
		}),
	});

export const clusterRef = builder.objectRef<Cluster>("Cluster").implement({
	description: "A cluster, with what its agent last reported.",
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
		clockAheadSeconds: t.int({
			nullable: true,
			description:
				"How far the agent's clock is ahead of the control plane's, by its last heartbeat; negative if it is behind. Null until this control plane has heard one.",
			resolve: ({ agent }) =>
				agent?.clockAheadMs === undefined
					? null
					: withinInt(Math.round(agent.clockAheadMs / 1000)),
		}),
		busInsecure: t.boolean({
			nullable: true,
			description:
				"Whether the agent talks to the bus without proof that the bus is the right one, by its operator's choice. Null until this control plane has heard it say.",
			resolve: ({ agent }) => agent?.busInsecure ?? null,
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
			type: [pluginStateRef],
			resolve: ({ agent, organisationId }) =>
				(agent?.plugins ?? []).map((one) => ({ ...one, organisationId })),
		}),
		running: t.int({
			nullable: true,
			description: "Number of commands that are running there.",
			resolve: ({ agent }) => agent?.running ?? null,
		}),
		agentInstances: t.field({
			type: [instanceRef],
			resolve: ({ agent }) => agent?.presence.instances ?? [],
		}),
		agentConnections: t.field({
			type: [connectionSeenRef],
			resolve: ({ agent }) => agent?.presence.connections ?? [],
		}),
		duplicateSince: t.field({
			type: "DateTime",
			nullable: true,
			description:
				"Since when two processes use the agent's credential at the same time, for longer than a restart takes. The credential may have been copied.",
			resolve: ({ agent }) => agent?.presence.duplicateSince ?? null,
		}),
		agentEnrolledAt: t.field({
			type: "DateTime",
			nullable: true,
			description: "When its current agent joined.",
			resolve: ({ agent }) => agent?.enrolledAt ?? null,
		}),
		credentialExpiresAt: t.field({
			type: "DateTime",
			nullable: true,
			description:
				"When the agent's credential expires; it is renewed long before.",
			resolve: ({ agent }) => agent?.credentialExpiresAt ?? null,
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

/** A page, and what it is a page of. */
interface ClusterConnection extends Connection<Cluster> {
	readonly organisationId: OrganisationId;
	readonly filter: ClusterFilter;
}

const connectionRef = builder
	.objectRef<ClusterConnection>("ClusterConnection")
	.implement({
		fields: (t) => ({
			edges: t.field({ type: [edgeRef], resolve: ({ edges }) => edges }),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
			totalCount: t.int({
				description: "Number of clusters that match, on all pages.",
				resolve: ({ organisationId, filter }, _args, { deps }) =>
					deps.fleet.countClusters(organisationId, filter),
			}),
		}),
	});

builder.queryField("clusters", (t) =>
	t.field({
		type: connectionRef,
		description: "The clusters of your organisation.",
		args: {
			selector: t.arg.string({
				description: "Labels as kubectl takes them: region=eu,tier!=test.",
			}),
			search: t.arg.string({ description: "Part of the name." }),
			states: t.arg({
				type: [stateRef],
				description:
					"Only clusters in one of these states, as last recorded, at most 2 s ago.",
			}),
			order: t.arg({
				type: orderRef,
				description:
					"NAME if absent. A cursor is of use in its own order only.",
			}),
			first: t.arg.int({ defaultValue: 100 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
			const order = args.order ?? "name";
			const filter: ClusterFilter = {
				selector: args.selector ?? undefined,
				search: args.search ?? undefined,
				states: args.states ?? undefined,
			};
			const page = await context.deps.fleet.listClusters(
				organisation.id,
				{ ...filter, order },
				pageRequest(args),
			);
			return {
				...connectionOf(page, (cluster) => cursorOf(cluster, order)),
				organisationId: organisation.id,
				filter,
			};
		},
	}),
);

const countRef = builder
	.objectRef<{ readonly state: ClusterState; readonly count: number }>(
		"ClusterCount",
	)
	.implement({
		fields: (t) => ({
			state: t.expose("state", { type: stateRef }),
			count: t.exposeInt("count"),
		}),
	});

builder.queryField("fleetSummary", (t) =>
	t.field({
		type: [countRef],
		description: "How many clusters are in each state.",
		async resolve(_root, _args, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
			return context.deps.fleet.summariseFleet(organisation.id);
		},
	}),
);

builder.queryField("cluster", (t) =>
	t.field({
		type: clusterRef,
		nullable: true,
		args: { name: t.arg.string({ required: true }) },
		async resolve(_root, { name }, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
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
		args: {
			changesOnly: t.arg.boolean({
				defaultValue: false,
				description:
					"Leaves out the current state of the clusters at the beginning.",
			}),
		},
		async subscribe(_root, args, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
			const events = followFleet(context.deps.fleet, organisation.id, {
				changesOnly: args.changesOnly ?? false,
			});
			return whileSignedIn(context, events);
		},
		resolve: (cluster) => cluster,
	}),
);

/** A clock may be thousands of years off, and GraphQL refuses what has more than 32 bits. */
function withinInt(count: number): number {
	return Math.max(-2_147_483_648, Math.min(2_147_483_647, count));
}
