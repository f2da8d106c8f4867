import type { EndingCredential } from "../../../rooms/fleet/index.ts";
import { requireAllowed } from "../api-context.ts";
import { builder } from "./builder.ts";
import { machineTokenRef } from "./machine-token.ts";

const kindRef = builder.enumType("CredentialKind", {
	values: {
		AGENT: {
			value: "agent",
			description: "Lets the agent onto the bus; it renews it by itself.",
		},
		KUBERNETES: {
			value: "kubernetes",
			description: "The agent reaches its API server with it.",
		},
	},
} as const);

const endingRef = builder
	.objectRef<EndingCredential>("EndingCredential")
	.implement({
		description: "A credential that ends soon, or has ended.",
		fields: (t) => ({
			kind: t.expose("kind", { type: kindRef }),
			cluster: t.exposeString("clusterName", {
				description: "The cluster's name.",
			}),
			endsAt: t.expose("endsAt", { type: "DateTime" }),
		}),
	});

builder.queryField("endingCredentials", (t) =>
	t.field({
		type: [endingRef],
		description:
			"Credentials of agents whose renewal is overdue, and those for API servers that end before this time: of 100 clusters at most.",
		args: { before: t.arg({ type: "DateTime", required: true }) },
		async resolve(_root, { before }, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
			const { fleet } = context.deps;
			return [...(await fleet.endingCredentials(organisation.id, before))];
		},
	}),
);

builder.queryField("endingMachineTokens", (t) =>
	t.field({
		type: [machineTokenRef],
		description:
			"Machine tokens of any cluster that are still valid and expire before this time, the first to expire first: 100 at most.",
		args: { before: t.arg({ type: "DateTime", required: true }) },
		async resolve(_root, { before }, context) {
			const { organisation } = await requireAllowed(context, "machine.manage");
			const { signIn, fleet } = context.deps;
			const tokens = await signIn.endingMachineTokens(organisation.id, before);
			const names = await fleet.nameClusters(
				organisation.id,
				tokens.map(({ clusterId }) => clusterId),
			);
			return tokens.map((token) => ({
				token,
				clusterName: names.get(token.clusterId) ?? "",
			}));
		},
	}),
);
