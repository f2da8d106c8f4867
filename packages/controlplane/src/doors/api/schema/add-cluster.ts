import { AppError, type Labels } from "@quarterdeck/contract";
import type { AddedCluster } from "../../../rooms/fleet/index.ts";
import { callerOf, requireAllowed } from "../api-context.ts";
import { builder } from "./builder.ts";
import { clusterRef } from "./cluster.ts";

const joinTokenRef = builder.objectRef<AddedCluster>("JoinToken").implement({
	fields: (t) => ({
		token: t.exposeString("token", {
			description:
				"For the file of `qd agent --join-file`; works once and is shown once.",
		}),
		cluster: t.expose("cluster", { type: clusterRef }),
		expiresAt: t.expose("expiresAt", { type: "DateTime" }),
	}),
});

const labelInput = builder.inputType("LabelInput", {
	fields: (t) => ({
		name: t.string({ required: true }),
		value: t.string({ required: true }),
	}),
});

builder.mutationField("addCluster", (t) =>
	t.field({
		type: joinTokenRef,
		description: "Adds a cluster and creates the join token for its agent.",
		args: {
			name: t.arg.string({ required: true }),
			labels: t.arg({ type: [labelInput] }),
			again: t.arg.boolean({
				description: "Creates a new join token for an existing cluster.",
			}),
		},
		async resolve(_root, args, context) {
			const signedIn = await requireAllowed(context, "cluster.add");
			return context.deps.fleet.addCluster(callerOf(signedIn), {
				name: args.name,
				labels: args.labels ? labelsOf(args.labels) : undefined,
				again: args.again ?? undefined,
			});
		},
	}),
);

builder.mutationField("removeCluster", (t) =>
	t.field({
		type: clusterRef,
		description:
			"Removes a cluster and disconnects its agent. Its records remain.",
		args: { name: t.arg.string({ required: true }) },
		async resolve(_root, { name }, context) {
			const signedIn = await requireAllowed(context, "cluster.remove");
			return context.deps.fleet.removeCluster(callerOf(signedIn), name);
		},
	}),
);

function labelsOf(
	labels: readonly { readonly name: string; readonly value: string }[],
): Labels {
	const found = new Map<string, string>();
	for (const { name, value } of labels) {
		if (found.has(name))
			throw new AppError("INPUT_INVALID", {
				field: "labels",
				reason: `${name.slice(0, 100)} is given twice`,
			});
		found.set(name, value);
	}
	return Object.fromEntries(found);
}
