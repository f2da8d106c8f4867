import type { OrganisationId, PluginState } from "@quarterdeck/contract";
import { displayNameOf } from "../../../rooms/catalog/index.ts";
import { pluginKinds } from "../../../rooms/fleet/index.ts";
import { builder } from "./builder.ts";

interface PluginView extends PluginState {
	readonly organisationId: OrganisationId;
}

export const pluginKindRef = builder.enumType("PluginKind", {
	values: Object.fromEntries(
		pluginKinds.map((kind) => [kind.toUpperCase(), { value: kind }]),
	) as Record<
		Uppercase<(typeof pluginKinds)[number]>,
		{ value: (typeof pluginKinds)[number] }
	>,
});

const streamRef = builder
	.objectRef<NonNullable<PluginState["groups"]>[number]>("PluginStream")
	.implement({
		description: "What a source plugin does for one source group.",
		fields: (t) => ({
			group: t.exposeString("name"),
			state: t.exposeString("state"),
			events: t.exposeFloat("events", {
				description: "Events told on since the stream was last opened.",
			}),
			refused: t.exposeFloat("refused", {
				description: "Events left out because they could not be read.",
			}),
			problem: t.exposeString("problem", { nullable: true }),
		}),
	});

export const pluginStateRef = builder
	.objectRef<PluginView>("PluginState")
	.implement({
		fields: (t) => ({
			key: t.exposeString("key"),
			kind: t.field({
				type: pluginKindRef,
				resolve: ({ kind }) => kind ?? "executor",
			}),
			displayName: t.string({
				nullable: true,
				description: "What the configuration calls it.",
				async resolve({ key, organisationId }, _args, context) {
					const { configuration } =
						await context.deps.catalog.currentConfiguration(organisationId);
					return displayNameOf(configuration, key) ?? null;
				},
			}),
			version: t.exposeString("version", {
				nullable: true,
				description: "What the plugin says of itself.",
			}),
			state: t.exposeString("state"),
			deactivated: t.boolean({
				description:
					"Whether it ended too often and is not started again by itself.",
				resolve: ({ status }) => status === "Deactivated",
			}),
			restarts: t.exposeInt("restarts"),
			threshold: t.exposeInt("threshold", {
				nullable: true,
				description: "After how many restarts it is deactivated.",
			}),
			restartedAt: t.field({
				type: "DateTime",
				nullable: true,
				description: "When it was last restarted, by the agent's clock.",
				resolve: ({ restartedAt }) =>
					restartedAt === undefined ? null : new Date(restartedAt),
			}),
			problem: t.exposeString("problem", { nullable: true }),
			lastError: t.exposeString("lastError", {
				nullable: true,
				description:
					"Why it, or one of its streams, ended last, also when it is well again.",
			}),
			streams: t.field({
				type: [streamRef],
				resolve: ({ groups }) => [...(groups ?? [])],
			}),
			memoryBytes: t.float({
				nullable: true,
				description:
					"What its processes, and all that they started, hold in memory, as of the last heartbeat. Null where none runs.",
				resolve: ({ memoryBytes }) => memoryBytes ?? null,
			}),
		}),
	});
