import type { LabelCount, VersionCount } from "../../../rooms/fleet/index.ts";
import { requireAllowed } from "../api-context.ts";
import { builder } from "./builder.ts";

const versionOfRef = builder.enumType("VersionOf", {
	values: { AGENT: { value: "agent" }, KUBERNETES: { value: "kubernetes" } },
} as const);

const versionRef = builder.objectRef<VersionCount>("VersionCount").implement({
	fields: (t) => ({
		of: t.expose("of", { type: versionOfRef }),
		version: t.string({
			nullable: true,
			description: "As the agent said it; absent if it said none.",
			resolve: ({ version }) => version ?? null,
		}),
		clusters: t.exposeInt("clusters", { description: "Number of clusters." }),
	}),
});

builder.queryField("fleetVersions", (t) =>
	t.field({
		type: [versionRef],
		description:
			"How many clusters have an agent, and an API server, of each version: the 100 most frequent.",
		async resolve(_root, _args, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
			return [...(await context.deps.fleet.countVersions(organisation.id))];
		},
	}),
);

const labelCountRef = builder.objectRef<LabelCount>("LabelCount").implement({
	fields: (t) => ({
		name: t.exposeString("name"),
		value: t.exposeString("value"),
		clusters: t.exposeInt("clusters", { description: "Number of clusters." }),
		alive: t.exposeInt("alive", {
			description: "Number of those that are alive, as last recorded.",
		}),
	}),
});

builder.queryField("fleetLabels", (t) =>
	t.field({
		type: [labelCountRef],
		description:
			"How many clusters have each label: the 200 most frequent labels.",
		async resolve(_root, _args, context) {
			const { organisation } = await requireAllowed(context, "cluster.read");
			return [...(await context.deps.fleet.countLabels(organisation.id))];
		},
	}),
);
