import {
	AppError,
	hintFor,
	isId,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { Cluster } from "../../../rooms/fleet/index.ts";
import type { MachineToken } from "../../../rooms/sign-in/index.ts";
import { type ApiContext, requireAllowed } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { connectionOf } from "./page-info.ts";

interface MachineTokenView {
	readonly token: MachineToken;
	readonly clusterName: string;
}

export const machineTokenRef = builder
	.objectRef<MachineTokenView>("MachineToken")
	.implement({
		description: "Belongs to one cluster and may only read it.",
		fields: (t) => ({
			id: t.id({ resolve: ({ token }) => token.id }),
			cluster: t.string({
				description: "Its name.",
				resolve: ({ clusterName }) => clusterName,
			}),
			label: t.string({ resolve: ({ token }) => token.label }),
			createdAt: t.field({
				type: "DateTime",
				resolve: ({ token }) => token.createdAt,
			}),
			expiresAt: t.field({
				type: "DateTime",
				nullable: true,
				resolve: ({ token }) => token.expiresAt ?? null,
			}),
			lastUsedAt: t.field({
				type: "DateTime",
				nullable: true,
				description: "Accurate to about a minute.",
				resolve: ({ token }) => token.lastUsedAt ?? null,
			}),
		}),
	});

const newMachineTokenRef = builder
	.objectRef<{
		readonly machineToken: MachineTokenView;
		readonly token: string;
	}>("NewMachineToken")
	.implement({
		fields: (t) => ({
			machineToken: t.expose("machineToken", { type: machineTokenRef }),
			token: t.exposeString("token", { description: "It is shown once." }),
		}),
	});

const machineTokensRef = connectionType("MachineToken", machineTokenRef);

builder.queryField("machineTokens", (t) =>
	t.field({
		type: machineTokensRef,
		description: "A cluster's machine tokens that are still valid.",
		args: {
			cluster: t.arg.string({ required: true }),
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const { organisation } = await requireAllowed(context, "machine.manage");
			const cluster = await findCluster(context, organisation.id, args.cluster);
			const page = await context.deps.signIn.listMachineTokens(
				organisation.id,
				cluster.id,
				pageRequest(args),
			);
			const items = page.items.map((token) => ({
				token,
				clusterName: cluster.name,
			}));
			return connectionOf({ ...page, items }, ({ token }) => token.id);
		},
	}),
);

builder.mutationField("createMachineToken", (t) =>
	t.field({
		type: newMachineTokenRef,
		description: "Creates a token for programs that read this one cluster.",
		args: {
			cluster: t.arg.string({ required: true }),
			label: t.arg.string({ required: true }),
			expiresInDays: t.arg.int(),
		},
		async resolve(_root, args, context) {
			const { actor, organisation, proof } = await requireAllowed(
				context,
				"machine.manage",
			);
			const cluster = await findCluster(context, organisation.id, args.cluster);
			const made = await context.deps.signIn.createMachineToken(
				{ ...actor, proof },
				organisation.id,
				{
					clusterId: cluster.id,
					label: args.label,
					expiresInDays: args.expiresInDays ?? undefined,
				},
			);
			return {
				token: made.token,
				machineToken: { token: made.machineToken, clusterName: cluster.name },
			};
		},
	}),
);

builder.mutationField("endMachineToken", (t) =>
	t.field({
		type: machineTokenRef,
		args: { id: t.arg.id({ required: true }) },
		async resolve(_root, { id }, context) {
			const { actor, organisation } = await requireAllowed(
				context,
				"machine.manage",
			);
			const { signIn, fleet } = context.deps;
			const token = isId("machineToken", id)
				? await signIn.endMachineToken(actor, organisation.id, id)
				: undefined;
			if (!token)
				throw new AppError("TOKEN_NOT_FOUND", { token: id.slice(0, 64) });
			const { items } = await fleet.listClusters(
				organisation.id,
				{ only: token.clusterId },
				{ first: 1 },
			);
			return { token, clusterName: items[0]?.name ?? "" };
		},
	}),
);

/** @throws AppError CLUSTER_UNKNOWN. */
async function findCluster(
	{ deps }: ApiContext,
	organisationId: OrganisationId,
	name: string,
): Promise<Cluster> {
	const found = await deps.fleet.findCluster(organisationId, name);
	if (found) return found;
	throw new AppError("CLUSTER_UNKNOWN", {
		cluster: name.slice(0, 100),
		hint: hintFor(name, [], "clusters"),
	});
}
