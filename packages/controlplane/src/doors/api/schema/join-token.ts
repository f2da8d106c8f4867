import type { UnusedJoinToken } from "../../../rooms/fleet/index.ts";
import { callerOf, requireAllowed } from "../api-context.ts";
import { builder } from "./builder.ts";
import { clusterRef } from "./cluster.ts";

const unusedRef = builder
	.objectRef<UnusedJoinToken>("UnusedJoinToken")
	.implement({
		description: "A join token that no agent has used yet.",
		fields: (t) => ({
			id: t.exposeID("id", { description: "As the audit names it." }),
			createdAt: t.expose("createdAt", { type: "DateTime" }),
			expiresAt: t.expose("expiresAt", {
				type: "DateTime",
				description: "It may have passed.",
			}),
		}),
	});

builder.queryField("joinToken", (t) =>
	t.field({
		type: unusedRef,
		nullable: true,
		description: "The join token that waits for an agent of a cluster.",
		args: { cluster: t.arg.string({ required: true }) },
		async resolve(_root, { cluster }, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
			const { fleet } = context.deps;
			return (
				(await fleet.findUnusedJoinToken(organisation.id, cluster)) ?? null
			);
		},
	}),
);

builder.mutationField("endJoinToken", (t) =>
	t.field({
		type: clusterRef,
		description:
			"Ends the join token of a cluster that no agent has used yet. The cluster and its current agent stay.",
		args: { cluster: t.arg.string({ required: true }) },
		async resolve(_root, { cluster }, context) {
			const signedIn = await requireAllowed(context, "cluster.add");
			return context.deps.fleet.endJoinToken(callerOf(signedIn), cluster);
		},
	}),
);
