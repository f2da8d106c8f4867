import type {
	Channel,
	Configuration,
} from "@quarterdeck/contract/configuration";
import { aliasesOf, pluginsBound } from "../../../rooms/catalog/index.ts";
import { requireAllowed } from "../api-context.ts";
import { builder } from "./builder.ts";
import { platformRef } from "./platform.ts";

interface ChannelView {
	readonly channel: Channel;
	readonly configuration: Configuration;
}

const aliasRef = builder
	.objectRef<{ readonly alias: string; readonly command: string }>("Alias")
	.implement({
		fields: (t) => ({
			name: t.exposeString("alias"),
			command: t.exposeString("command"),
		}),
	});

const channelRef = builder.objectRef<ChannelView>("Channel").implement({
	description: "A place where people talk, and what they can run there.",
	fields: (t) => ({
		name: t.string({ resolve: ({ channel }) => channel.name }),
		platform: t.field({
			type: platformRef,
			resolve: ({ channel }) => channel.platform,
		}),
		executors: t.stringList({
			description: "The plugins whose commands can be run here.",
			resolve: ({ channel, configuration }) => [
				...pluginsBound(configuration, channel.bindings.executors),
			],
		}),
		clusters: t.stringList({
			description: "The clusters that commands go to by default.",
			resolve: ({ channel }) => [...channel.clusters],
		}),
		members: t.stringList({
			nullable: true,
			description:
				"Who may run and read commands here; if absent, everyone in the organisation.",
			resolve: ({ channel }) => (channel.members ? [...channel.members] : null),
		}),
		aliases: t.field({
			type: [aliasRef],
			resolve: ({ configuration }) => aliasesOf(configuration),
		}),
	}),
});

builder.queryField("channels", (t) =>
	t.field({
		type: [channelRef],
		description: "The channels of the current configuration.",
		async resolve(_root, _args, context) {
			const { organisation } = await requireAllowed(
				context,
				"configuration.read",
			);
			const { configuration } = await context.deps.catalog.currentConfiguration(
				organisation.id,
			);
			return configuration.channels.map((channel) => ({
				channel,
				configuration,
			}));
		},
	}),
);
