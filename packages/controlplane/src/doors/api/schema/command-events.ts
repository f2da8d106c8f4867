import { AppError } from "@quarterdeck/contract";
import {
	type CommandEvent,
	commandEventKinds,
} from "../../../flows/commands/index.ts";
import { type ApiContext, requireAllowed } from "../api-context.ts";
import { mayReadCommand } from "../may-read-command.ts";
import { presentContext } from "../present-context.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { builder } from "./builder.ts";
import { commandId, commandStateRef, problemRef, runRef } from "./command.ts";

type KindName =
	| "ACCEPTED"
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
				description: "Pass the last one heard as `after` to go on behind it.",
			}),
			command: t.id({ resolve: (event) => event.commandId }),
			cluster: t.exposeString("cluster", {
				nullable: true,
				description: "Absent for what concerns the whole command.",
			}),
			kind: t.expose("kind", { type: kindRef }),
			text: t.exposeString("text", { nullable: true }),
			run: t.expose("run", { type: runRef, nullable: true }),
			shownBytes: t.exposeInt("shownBytes", {
				nullable: true,
				description:
					"With the note that output was cut: bytes of it that were shown.",
			}),
			state: t.expose("state", {
				type: commandStateRef,
				nullable: true,
				description: "With COMMAND_ENDED: how the whole of it ended.",
			}),
			error: t.expose("error", { type: problemRef, nullable: true }),
			at: t.expose("at", { type: "DateTime" }),
		}),
	});

builder.subscriptionField("commandEvents", (t) =>
	t.field({
		type: commandEventRef,
		description:
			"What happens to a command, from the beginning or behind `after`, until COMMAND_ENDED. Leaving cancels nothing.",
		args: { id: t.arg.id({ required: true }), after: t.arg.int() },
		async subscribe(_root, { id, after }, context) {
			const { organisation } = requireAllowed(context, "command.read");
			const { commandRecords, commands } = context.deps;
			const known = commandId(id);
			const origin = await commandRecords.findOrigin(organisation.id, {
				commandId: known,
			});
			const checkOpen = async (asked: ApiContext) => {
				if (origin && !(await mayReadCommand(asked, origin)))
					throw new AppError("COMMAND_NOT_FOUND", { command: known });
			};
			await checkOpen(context);
			const events = await commands.follow(
				organisation.id,
				known,
				after ?? 0,
				async () => checkOpen(await presentContext(context)),
			);
			return whileSignedIn(context, events);
		},
		resolve: (event) => event,
	}),
);
