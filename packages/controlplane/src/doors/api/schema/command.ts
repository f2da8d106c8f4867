import {
	AppError,
	type ErrorBody,
	errorFromBody,
	type GateRequest,
	type GateSummary,
	isId,
} from "@quarterdeck/contract";
import {
	type Answer,
	type CommandInput,
	type CommandOutcome,
	type CommandRecord,
	type CommandRun,
	commandOutcomes,
	commandStates,
	countOutcomes,
	groupAnswers,
	type OutcomeCount,
	outcomeOf,
	outcomeOfCommand,
	refusalAdvice,
} from "../../../rooms/commands/index.ts";
import { callerOf, requireAllowed, requireSignedIn } from "../api-context.ts";
import { outputUrl } from "../output-url.ts";
import { readRunMessage } from "../run-messages.ts";
import { builder } from "./builder.ts";
import { mergedTableRef } from "./merged-table.ts";
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

type OutcomeName =
	| Exclude<Uppercase<CommandOutcome>, "NOT-UNDERSTOOD">
	| "NOT_UNDERSTOOD";

const outcomeRef = builder.enumType("CommandOutcome", {
	description:
		"What a state means to whoever asked. SILENT: the cluster did not answer. REFUSED: it may not be done, or not now. NOT_UNDERSTOOD: the words name nothing that is there, and nothing was run. FAILED: it was run, or tried, and did not succeed.",
	values: Object.fromEntries(
		commandOutcomes.map((outcome) => [
			outcome.toUpperCase().replace("-", "_"),
			{ value: outcome },
		]),
	) as Record<OutcomeName, { value: CommandOutcome }>,
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
		outcome: t.field({ type: outcomeRef, resolve: outcomeOf }),
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
		advice: t.string({
			nullable: true,
			description:
				"What explains a refusal of Kubernetes that names a user nobody knows.",
			resolve: (run) => refusalAdvice(run) ?? null,
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

const outcomeCountRef = builder
	.objectRef<OutcomeCount>("OutcomeCount")
	.implement({
		description: "How many runs of a command ended in one way.",
		fields: (t) => ({
			outcome: t.expose("outcome", { type: outcomeRef }),
			count: t.exposeInt("count"),
		}),
	});

const answerRef = builder.objectRef<Answer>("Answer").implement({
	description: "What one or more clusters answered alike.",
	fields: (t) => ({
		outcome: t.expose("outcome", { type: outcomeRef }),
		clusters: t.stringList({
			description: "In natural order: shop-2 before shop-10.",
			resolve: ({ runs }) => runs.map(({ clusterName }) => clusterName),
		}),
		runs: t.field({
			type: [runRef],
			description: "In the order of the clusters; their answers are equal.",
			resolve: ({ runs }) => runs,
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
			answer: t.exposeString("answer", {
				nullable: true,
				description: "What the control plane answered itself.",
			}),
			words: t.stringList({
				description:
					"The words that ran: without alias, quotes and flags of ours. Empty when they could not be read.",
				resolve: ({ words }) => words.slice(),
			}),
			outcome: t.field({
				type: outcomeRef,
				description: "That of its runs when they have one in common.",
				resolve: outcomeOfCommand,
			}),
			runs: t.field({ type: [runRef], resolve: ({ runs }) => runs }),
			summary: t.field({
				type: [outcomeCountRef],
				description: "How many clusters answered how; what needs a look first.",
				resolve: ({ runs }) => countOutcomes(runs),
			}),
			answers: t.field({
				type: [answerRef],
				description:
					"The runs with equal answers together: the same bytes, exit code and error but for the cluster's name. What needs a look comes first, then what most answered.",
				resolve: ({ runs }) => groupAnswers(runs),
			}),
			table: t.field({
				type: mergedTableRef,
				nullable: true,
				description:
					"The answers of an ended command as one table, where every cluster answered with a table of the same columns.",
				args: {
					filter: t.arg.string({ description: "Only rows that contain it." }),
				},
				resolve: async ({ id }, { filter }, context) =>
					(await context.deps.commands.mergeTables(
						callerOf(requireSignedIn(context)),
						id,
						filter ?? undefined,
					)) ?? null,
			}),
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
