import { callerOf, requireAllowed } from "../api-context.ts";
import { builder } from "./builder.ts";
import { clusterRef } from "./cluster.ts";

builder.mutationField("rotateCredential", (t) =>
	t.field({
		type: clusterRef,
		description:
			"Has the agent of a cluster make a new key and take a credential for it at once. Answers when the new one is in use and the old one is revoked; running commands go on.",
		args: { cluster: t.arg.string({ required: true }) },
		async resolve(_root, { cluster }, context) {
			const signedIn = await requireAllowed(context, "cluster.rotate");
			return context.deps.fleet.rotateCredential(callerOf(signedIn), cluster);
		},
	}),
);

builder.mutationField("revokeCredential", (t) =>
	t.field({
		type: clusterRef,
		description:
			"Revokes the agent of a cluster and cuts it off. The cluster stays: a new join token lets an agent in again.",
		args: { cluster: t.arg.string({ required: true }) },
		async resolve(_root, { cluster }, context) {
			const signedIn = await requireAllowed(context, "cluster.revoke");
			return context.deps.fleet.revokeCredential(callerOf(signedIn), cluster);
		},
	}),
);
