import type { PartHealth } from "@quarterdeck/runtime";
import { requireSignedIn } from "../api-context.ts";
import { builder } from "./builder.ts";

interface PartView {
	readonly name: string;
	readonly health: PartHealth;
}

interface StatusView {
	readonly version: string;
	readonly parts: readonly PartView[];
}

const partRef = builder.objectRef<PartView>("PartStatus").implement({
	fields: (t) => ({
		name: t.exposeString("name"),
		ok: t.boolean({ resolve: ({ health }) => health.ok }),
		problem: t.string({
			nullable: true,
			description: "What is wrong, and what to do.",
			resolve: ({ health }) => (health.ok ? null : health.problem),
		}),
		note: t.string({
			nullable: true,
			resolve: ({ health }) => (health.ok ? (health.note ?? null) : null),
		}),
	}),
});

const statusRef = builder.objectRef<StatusView>("Status").implement({
	description: "The health of the control plane.",
	fields: (t) => ({
		version: t.exposeString("version"),
		parts: t.field({ type: [partRef], resolve: ({ parts }) => parts }),
	}),
});

builder.queryField("status", (t) =>
	t.field({
		type: statusRef,
		async resolve(_root, _args, context) {
			requireSignedIn(context);
			const { parts } = await context.deps.health.report();
			return {
				version: context.deps.version,
				parts: Object.entries(parts).map(([name, health]) => ({
					name,
					health,
				})),
			};
		},
	}),
);
