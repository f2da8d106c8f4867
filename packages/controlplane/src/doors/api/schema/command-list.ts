import {
	type CommandRecord,
	commandCursor,
} from "../../../rooms/commands/index.ts";
import { askerOf, requireAllowed } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { commandId, commandRef, commandStateRef } from "./command.ts";
import { type Connection, connectionOf, pageInfoRef } from "./page-info.ts";

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
		channel: t.string({ description: "Where it was said." }),
		thread: t.id({ description: "Replies under this command." }),
		roots: t.boolean({ description: "Only those that are no replies." }),
		person: t.string({ description: "An email." }),
		cluster: t.string({ description: "The name of one it went to." }),
		state: t.field({ type: commandStateRef }),
		text: t.string({
			description:
				"Words that must all be in what was typed; a to z in either case.",
		}),
		since: t.field({ type: "DateTime", description: "At or after it." }),
		until: t.field({ type: "DateTime", description: "Before it." }),
	}),
});

builder.queryField("commands", (t) =>
	t.field({
		type: connectionRef,
		description:
			"What was said in your organisation, newest first. A page looks through a bounded number of commands: where few match it may hold few or none and yet have a next one. Of channels that are closed to you only what you said yourself.",
		args: {
			filter: t.arg({ type: filterRef }),
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const signedIn = requireAllowed(context, "command.read");
			const asker = askerOf(signedIn);
			const { filter } = args;
			const { commandRecords, commands } = context.deps;
			const channels = await commands.closedTo(asker);
			const page = await commandRecords.listCommands(
				signedIn.organisation.id,
				{
					closed: { channels, email: asker.actor.email },
					channel: filter?.channel ?? undefined,
					thread: filter?.thread ? commandId(filter.thread) : undefined,
					rootsOnly: filter?.roots ?? undefined,
					email: filter?.person ?? undefined,
					clusterName: filter?.cluster ?? undefined,
					state: filter?.state ?? undefined,
					text: filter?.text ?? undefined,
					from: filter?.since ?? undefined,
					before: filter?.until ?? undefined,
				},
				pageRequest(args),
			);
			return connectionOf(page, commandCursor);
		},
	}),
);
