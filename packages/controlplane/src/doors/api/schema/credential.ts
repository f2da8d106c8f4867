import { callerOf, requireAllowed } from "../api-context.ts";
import { builder } from "./builder.ts";
import { clusterRef } from "./cluster.ts";

builder.mutationField("rotateCredential", (t) =>
	t.field({
		type: clusterRef,
		description:
			"Makes the agent of a cluster create a new key and get a credential for it at once. Returns when the new one is in use and the old one is revoked; running commands continue.",
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
			"Revokes the agent's credential and disconnects it. The cluster stays; with a new join token, an agent can join again.",
		args: { cluster: t.arg.string({ required: true }) },
		async resolve(_root, { cluster }, context) {
			const signedIn = await requireAllowed(context, "cluster.revoke");
			return context.deps.fleet.revokeCredential(callerOf(signedIn), cluster);
		},
	}),
);
