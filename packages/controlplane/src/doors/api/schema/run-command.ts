import { AppError, isId } from "@quarterdeck/contract";
import type { CommandRecord } from "../../../rooms/commands/index.ts";
import { type Asker, decide } from "../../../rooms/permissions/index.ts";
import type { ApiContext } from "../api-context.ts";
import { askerOf, requireAllowed, requireSignedIn } from "../api-context.ts";
import { builder } from "./builder.ts";
import { commandId, commandRef } from "./command.ts";

const runCommandInput = builder.inputType("RunCommandInput", {
	fields: (t) => ({
		id: t.id({
			description:
				"A command id made by the client: the same request sent twice runs once.",
		}),
		text: t.string({
			description: "One line as a person types it: alias, quotes and flags.",
		}),
		words: t.stringList({
			description: "Instead of text: words that a shell has split already.",
		}),
		channel: t.string({
			description:
				"The console channel it is said in; the first configured one when absent.",
		}),
		thread: t.id({
			description:
				"The command it answers under: one of this channel that answers under none itself.",
		}),
		clusters: t.stringList({
			description:
				"Names, globs and label selectors, as `--cluster` takes them.",
		}),
		allClusters: t.boolean(),
		filter: t.string({
			description: "Only output lines that contain this are shown.",
		}),
		timeoutSeconds: t.int(),
	}),
});

builder.mutationField("runCommand", (t) =>
	t.field({
		type: commandRef,
		description:
			"Starts a command and returns at once; its answers come by commandEvents.",
		args: { input: t.arg({ type: runCommandInput, required: true }) },
		resolve: (_root, { input }, context) => runCommand(input, context),
	}),
);

builder.mutationField("cancelCommand", (t) =>
	t.field({
		type: commandRef,
		description:
			"Stops a command in every cluster; who asked is recorded. A token that may not read is told no answers.",
		args: { id: t.arg.id({ required: true }) },
		async resolve(_root, { id }, context) {
			const asker = askerOf(requireAllowed(context, "command.cancel"));
			const { commands } = context.deps;
			return readBy(asker, await commands.cancel(asker, commandId(id)));
		},
	}),
);

async function runCommand(
	input: typeof runCommandInput.$inferInput,
	context: ApiContext,
) {
	const asker = askerOf(requireSignedIn(context));
	const record = await context.deps.commands.run({
		id: idOf("id", input.id),
		asker,
		platform: "console",
		channel: channelOf(input.channel),
		thread: idOf("thread", input.thread),
		text: textOf(input),
		options: {
			clusters: input.clusters ?? undefined,
			allClusters: input.allClusters ?? undefined,
			filter: input.filter ?? undefined,
			timeoutSeconds: input.timeoutSeconds ?? undefined,
		},
	});
	return readBy(asker, record);
}

/** The command as they may read it: who may run alone is not told what came of it, also by saying it again. */
function readBy(asker: Asker, record: CommandRecord): CommandRecord {
	const { organisationId } = asker;
	const mayRead = decide(asker, "command.read", {
		kind: "organisation",
		organisationId,
	}).allowed;
	if (mayRead) return record;
	const runs = record.runs.map((run) => ({
		...run,
		exitCode: undefined,
		durationMs: undefined,
		outputBytes: 0,
		truncated: false,
		digest: undefined,
		outputKey: undefined,
		error: undefined,
		gate: undefined,
		hasMessage: false,
	}));
	return { ...record, runs };
}

function idOf(field: "id" | "thread", id: string | null | undefined) {
	if (id === null || id === undefined) return undefined;
	if (isId("command", id)) return id;
	throw new AppError("INPUT_INVALID", {
		field,
		reason: "expected a command id: cmd_ and 26 characters",
	});
}

function channelOf(channel: string | null | undefined): string | undefined {
	if ((channel?.length ?? 0) <= 256) return channel ?? undefined;
	throw new AppError("INPUT_INVALID", {
		field: "channel",
		reason: "it is longer than 256 characters",
	});
}

function textOf(input: typeof runCommandInput.$inferInput) {
	const { text, words } = input;
	if (typeof text === "string" && !words) return text;
	if (words && typeof text !== "string") return words;
	throw new AppError("INPUT_INVALID", {
		field: "text",
		reason: "give either text or words",
	});
}
