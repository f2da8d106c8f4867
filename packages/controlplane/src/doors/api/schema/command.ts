import {
	AppError,
	type ErrorBody,
	errorFromBody,
	type GateRequest,
	type GateSummary,
	isId,
} from "@quarterdeck/contract";
import {
	type CommandInput,
	type CommandRecord,
	type CommandRun,
	commandStates,
} from "../../../rooms/commands/index.ts";
import { callerOf, requireAllowed, requireSignedIn } from "../api-context.ts";
import { outputUrl } from "../output-url.ts";
import { readRunMessage } from "../run-messages.ts";
import { builder } from "./builder.ts";
import { personRef } from "./person.ts";
import { platformRef } from "./platform.ts";

export const commandStateRef = builder.enumType("CommandState", {
	values: Object.fromEntries(
		commandStates.map((state) => [state.toUpperCase(), { value: state }]),
	) as Record<
		Uppercase<(typeof commandStates)[number]>,
		{ value: (typeof commandStates)[number] }
	>,
});

export const problemRef = builder.objectRef<ErrorBody>("Problem").implement({
	description: "Why something failed, and what to do about it.",
	fields: (t) => ({
		code: t.exposeString("code"),
		message: t.string({ resolve: (body) => errorFromBody(body).message }),
		ref: t.exposeString("ref", {
			nullable: true,
			description: "A reference that your operator can find in the log.",
		}),
		retryAfterSeconds: t.int({
			nullable: true,
			description:
				"When to try again, if nothing was run because of a limit that passes by itself.",
			resolve: (body) => retryAfter(body),
		}),
		hint: t.string({
			nullable: true,
			description: "What to do, if the message does not say it.",
			resolve: (body) => hintBeside(body),
		}),
	}),
});

const gateRequestRef = builder.objectRef<GateRequest>("GateRequest").implement({
	fields: (t) => ({
		method: t.exposeString("method"),
		path: t.exposeString("path"),
		status: t.exposeInt("status", {
			description: "0 if the gate refused it before it reached the cluster.",
		}),
		bytes: t.exposeFloat("bytes"),
		note: t.exposeString("note", { nullable: true }),
	}),
});

const gateSummaryRef = builder.objectRef<GateSummary>("GateSummary").implement({
	description:
		"The requests a run made to its cluster with the identity it was lent.",
	fields: (t) => ({
		user: t.exposeString("user", { nullable: true }),
		groups: t.stringList({ resolve: ({ groups }) => groups ?? [] }),
		total: t.exposeInt("total"),
		refused: t.exposeInt("refused"),
		bytes: t.exposeFloat("bytes"),
		requests: t.field({
			type: [gateRequestRef],
			resolve: ({ requests }) => requests,
		}),
	}),
});

export const runRef = builder.objectRef<CommandRun>("Run").implement({
	description: "A command in one cluster.",
	fields: (t) => ({
		id: t.id({ resolve: ({ runId }) => runId }),
		cluster: t.exposeString("clusterName"),
		state: t.expose("state", { type: commandStateRef }),
		exitCode: t.exposeInt("exitCode", { nullable: true }),
		durationMs: t.int({
			nullable: true,
			resolve: ({ durationMs }) =>
				durationMs === undefined ? null : Math.round(durationMs),
		}),
		outputBytes: t.exposeFloat("outputBytes"),
		incomplete: t.exposeBoolean("incomplete", {
			description:
				"Whether less of the output was kept than the program wrote. The rest is lost.",
		}),
		shortened: t.exposeBoolean("shortened", {
			description:
				"With an event: whether its listeners were sent less of the output than was kept. outputUrl has all that was kept.",
		}),
		truncated: t.boolean({
			deprecationReason: "Use incomplete and shortened.",
			resolve: ({ incomplete, shortened }) => incomplete || shortened,
		}),
		outputUrl: t.string({
			nullable: true,
			description: "Where to download the kept output; accepts Range requests.",
			resolve: (run, _args, { deps }) =>
				run.outputKey ? outputUrl(deps.publicUrl, run.runId) : null,
		}),
		digest: t.exposeString("digest", {
			nullable: true,
			description: "SHA-256 of the bytes of the kept output.",
		}),
		error: t.field({
			type: problemRef,
			nullable: true,
			resolve: ({ error }) => error ?? null,
		}),
		message: t.field({
			type: "JSON",
			nullable: true,
			description:
				"What the plugin answered beside its output, if it is more than text: a platform-neutral message with sections, buttons and inputs. Its text comes from the plugin: never render it as markup.",
			resolve: (run, _args, context) =>
				run.hasMessage ? readRunMessage(context, run.runId) : null,
		}),
		gate: t.field({
			type: gateSummaryRef,
			nullable: true,
			resolve: ({ gate }) => gate ?? null,
		}),
	}),
});

const commandInputRef = builder
	.objectRef<CommandInput>("CommandInput")
	.implement({
		description: "What a command was given to read. Its content is not kept.",
		fields: (t) => ({
			bytes: t.exposeInt("bytes"),
			digest: t.exposeString("digest", { description: "SHA-256 of it." }),
		}),
	});

export const commandRef = builder
	.objectRef<CommandRecord>("Command")
	.implement({
		fields: (t) => ({
			id: t.exposeID("id"),
			text: t.exposeString("text"),
			platform: t.field({
				type: platformRef,
				resolve: ({ conversation }) => conversation.platform,
			}),
			channel: t.string({
				resolve: ({ conversation }) => conversation.channel,
			}),
			thread: t.id({
				nullable: true,
				description: "The command it replies to.",
				resolve: ({ conversation }) =>
					(conversation.platform === "console" && conversation.threadId) ||
					null,
			}),
			email: t.exposeString("email", {
				description: "The email, at that time, of the person who said it.",
			}),
			person: t.field({
				type: personRef,
				nullable: true,
				async resolve({ organisationId, personId }, _args, context) {
					const { organisation } = await requireAllowed(context, "person.read");
					const { people } = context.deps;
					const person = await people.findPerson(organisationId, personId);
					return person ? { person, organisation } : null;
				},
			}),
			input: t.field({
				type: commandInputRef,
				nullable: true,
				description: "What it was given to read on standard input.",
				resolve: ({ input }) => input ?? null,
			}),
			state: t.expose("state", { type: commandStateRef }),
			startedAt: t.expose("startedAt", { type: "DateTime" }),
			endedAt: t.expose("endedAt", { type: "DateTime", nullable: true }),
			error: t.field({
				type: problemRef,
				nullable: true,
				description: "Why the whole command ended as it did.",
				resolve: ({ error }) => error ?? null,
			}),
			runs: t.field({ type: [runRef], resolve: ({ runs }) => runs }),
		}),
	});

builder.queryField("command", (t) =>
	t.field({
		type: commandRef,
		nullable: true,
		args: { id: t.arg.id({ required: true }) },
		async resolve(_root, { id }, context) {
			const caller = callerOf(requireSignedIn(context));
			if (!isId("command", id)) return null;
			return (await context.deps.commands.find(caller, id)) ?? null;
		},
	}),
);

function retryAfter(body: ErrorBody): number | null {
	const { seconds } = body.facts;
	return errorFromBody(body).kind === "exceeds-limit" &&
		typeof seconds === "number"
		? Math.max(1, Math.ceil(seconds))
		: null;
}

function hintBeside(body: ErrorBody): string | null {
	const hint = String(body.facts.hint ?? "");
	return hint === "" || errorFromBody(body).message.includes(hint)
		? null
		: hint;
}

/** A command's id as the client wrote it. @throws AppError COMMAND_NOT_FOUND when it is none. */
export function commandId(text: string) {
	if (!isId("command", text))
		throw new AppError("COMMAND_NOT_FOUND", { command: text.slice(0, 64) });
	return text;
}
