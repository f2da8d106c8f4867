import {
	type CommandEvent,
	commandEventKinds,
} from "../../../flows/commands/index.ts";
import { callerOf, requireSignedIn } from "../api-context.ts";
import { presentContext } from "../present-context.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { builder } from "./builder.ts";
import { commandId, commandStateRef, problemRef, runRef } from "./command.ts";

type KindName =
	| "ACCEPTED"
	| "WAITING"
	| "STDOUT"
	| "STDERR"
	| "NOTE"
	| "RUN_ENDED"
	| "COMMAND_ENDED";

const kindRef = builder.enumType("CommandEventKind", {
	values: Object.fromEntries(
		commandEventKinds.map((kind) => [
			kind.toUpperCase().replace("-", "_"),
			{ value: kind },
		]),
	) as Record<KindName, { value: CommandEvent["kind"] }>,
});

export const commandEventRef = builder
	.objectRef<CommandEvent>("CommandEvent")
	.implement({
		fields: (t) => ({
			seq: t.exposeInt("seq", {
				description: "Pass the last one received as `after` to continue.",
			}),
			command: t.id({ resolve: (event) => event.commandId }),
			cluster: t.exposeString("cluster", {
				nullable: true,
				description: "Absent if the event concerns the whole command.",
			}),
			kind: t.expose("kind", { type: kindRef }),
			text: t.exposeString("text", { nullable: true }),
			run: t.expose("run", { type: runRef, nullable: true }),
			shownBytes: t.exposeInt("shownBytes", {
				nullable: true,
				description:
					"With the note that output was cut: how many bytes of it were shown.",
			}),
			before: t.exposeInt("before", {
				nullable: true,
				description:
					"With WAITING: how many commands are before it in the cluster.",
			}),
			ofView: t.boolean({
				description:
					"With a note: whether it is about what these events show rather than about what was kept.",
				resolve: ({ ofView }) => ofView ?? false,
			}),
			state: t.expose("state", {
				type: commandStateRef,
				nullable: true,
				description: "With COMMAND_ENDED: how the whole command ended.",
			}),
			error: t.expose("error", { type: problemRef, nullable: true }),
			at: t.expose("at", { type: "DateTime" }),
		}),
	});

builder.subscriptionField("commandEvents", (t) =>
	t.field({
		type: commandEventRef,
		description:
			"The events of a command, from the beginning or after `after`, until COMMAND_ENDED. Unsubscribing cancels nothing.",
		args: { id: t.arg.id({ required: true }), after: t.arg.int() },
		async subscribe(_root, { id, after }, context) {
			const events = await context.deps.commands.follow(
				callerOf(requireSignedIn(context)),
				commandId(id),
				after ?? 0,
				async () => callerOf(requireSignedIn(await presentContext(context))),
			);
			return whileSignedIn(context, events);
		},
		resolve: (event) => event,
	}),
);
