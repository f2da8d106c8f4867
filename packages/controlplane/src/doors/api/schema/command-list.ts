import { AppError } from "@quarterdeck/contract";
import {
	type CommandFilter,
	type CommandRecord,
	commandCursor,
} from "../../../rooms/commands/index.ts";
import { callerOf, requireSignedIn } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { commandId, commandRef, commandStateRef } from "./command.ts";
import { type Connection, connectionOf, pageInfoRef } from "./page-info.ts";
import { platformRef } from "./platform.ts";

const edgeRef = builder
	.objectRef<{ node: CommandRecord; cursor: string }>("CommandEdge")
	.implement({
		fields: (t) => ({
			node: t.expose("node", { type: commandRef }),
			cursor: t.exposeString("cursor"),
		}),
	});

const connectionRef = builder
	.objectRef<Connection<CommandRecord>>("CommandConnection")
	.implement({
		fields: (t) => ({
			edges: t.field({ type: [edgeRef], resolve: ({ edges }) => edges }),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
		}),
	});

const filterRef = builder.inputType("CommandFilter", {
	fields: (t) => ({
		channel: t.string({ description: "The name of a channel." }),
		platform: t.field({
			type: platformRef,
			description: "The channel's platform; the console by default.",
		}),
		thread: t.id({ description: "Replies to this command." }),
		roots: t.boolean({ description: "Only commands that are not replies." }),
		person: t.string({ description: "An email." }),
		cluster: t.string({ description: "The name of a cluster it went to." }),
		state: t.field({ type: commandStateRef }),
		text: t.string({
			description:
				"Words that must all appear in the typed command. Letters a to z match in either case.",
		}),
		since: t.field({
			type: "DateTime",
			description: "Only records at or after this time.",
		}),
		until: t.field({
			type: "DateTime",
			description: "Only records before this time.",
		}),
	}),
});

builder.queryField("commands", (t) =>
	t.field({
		type: connectionRef,
		description:
			"Commands of your organisation, newest first. A page looks through a bounded number of commands: where few match it may hold few or none and yet have a next one. From channels that you may not read, or that were removed from the configuration, it holds your own commands only.",
		args: {
			filter: t.arg({ type: filterRef }),
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const caller = callerOf(requireSignedIn(context));
			const page = await context.deps.commands.list(
				caller,
				readCommandFilter(args.filter ?? {}),
				pageRequest(args),
			);
			return connectionOf(page, commandCursor);
		},
	}),
);

function readCommandFilter(
	filter: typeof filterRef.$inferInput,
): Omit<CommandFilter, "readable"> {
	const { platform, channel } = filter;
	if (platform && !channel)
		throw new AppError("INPUT_INVALID", {
			field: "platform",
			reason: "it needs a channel",
		});
	return {
		channel: channel ? { platform: platform ?? "console", channel } : undefined,
		thread: filter.thread ? commandId(filter.thread) : undefined,
		rootsOnly: filter.roots ?? undefined,
		email: filter.person ?? undefined,
		clusterName: filter.cluster ?? undefined,
		state: filter.state ?? undefined,
		text: filter.text ?? undefined,
		from: filter.since ?? undefined,
		before: filter.until ?? undefined,
	};
}
