import { z } from "zod";
import { actorSchema } from "./actor.ts";
import { errorBodySchema } from "./app-error.ts";
import { conversationSchema } from "./conversation.ts";
import { idSchema } from "./ids.ts";
import { messageSchema } from "./message.ts";

/** Most words a command may have, and characters in all of them. */
export const maxCommandWords = 1000;
export const maxCommandCharacters = 65_536;

/** Most bytes a command may be given to read. With them, and in Base64, an order still fits into one message of the bus. */
export const maxInputBytes = 524_288;

/**
 * The end of a run may be reported this long after the run must have stopped. The caller adds it to the time it gives the order on the
 * bus, and the agent subtracts it from the time that is left: no instant of one machine's clock is ever read on another's.
 */
export const runReportMs = 3000;

/**
 * One command for one cluster. The run id makes it happen once: an agent that has seen it answers from memory.
 * The agent resolves plugin, configuration and RBAC mapping from its own copy of the configuration version.
 */
export const runOrderSchema = z.object({
	commandId: idSchema("command"),
	runId: idSchema("run"),
	/** Executor groups bound to the channel, in binding order. */
	bindings: z.array(z.string().max(256)).max(100),
	/** The plugin's name: the first word of the command. */
	plugin: z.string().max(256),
	/** The command after alias, quotes and flags: what is executed, word by word. */
	words: z
		.array(z.string().max(maxCommandCharacters))
		.min(1)
		.max(maxCommandWords),
	actor: actorSchema,
	conversation: conversationSchema,
	configurationVersion: z.int32().min(0),
	/** Whether it may wait for its turn where too many run, and its caller hears how many are before it. */
	mayWait: z.boolean().optional(),
	/** What the program reads from its standard input, in Base64. Kept nowhere: the record has its size and digest only. */
	input: z
		.base64()
		.max(4 * Math.ceil(maxInputBytes / 3))
		.optional(),
	/** Bytes of output that are taken for this run; absent: what the configuration allows. */
	maxOutputBytes: z.number().int().min(0).optional(),
	traceparent: z.string().max(64).optional(),
});
export type RunOrder = z.output<typeof runOrderSchema>;

/** How many runs are before one that waits. */
export const runWaitingSchema = z.object({ before: z.int32().min(0) });
export type RunWaiting = z.output<typeof runWaitingSchema>;

/** One request that a plugin made to the cluster with the identity it was lent. */
export const gateRequestSchema = z.object({
	method: z.string().max(16),
	path: z.string().max(2048),
	/** 0 when the gate refused it before the cluster saw it. */
	status: z.int32(),
	bytes: z.number().int().min(0),
	/** Why the gate refused or altered it, e.g. `impersonation headers dropped`. */
	note: z.string().max(256).optional(),
});
export type GateRequest = z.output<typeof gateRequestSchema>;

/** What the gate saw during one run. `requests` holds the first hundred and every one with a note. */
export const gateSummarySchema = z.object({
	user: z.string().max(512).optional(),
	groups: z.array(z.string().max(512)).max(200).optional(),
	total: z.int32().min(0),
	refused: z.int32().min(0),
	bytes: z.number().int().min(0),
	requests: z.array(gateRequestSchema).max(200),
});
export type GateSummary = z.output<typeof gateSummarySchema>;

/** A plugin that went on with a lent identity after its run had ended. Every attempt was refused; the cluster saw none. */
export const gateRefusalSchema = z.object({
	runId: idSchema("run"),
	requests: z.int32().min(1),
	firstAt: z.iso.datetime(),
	lastAt: z.iso.datetime(),
	/** What the first attempt asked for. */
	method: z.string().max(16),
	path: z.string().max(512),
});
export type GateRefusal = z.output<typeof gateRefusalSchema>;

export const runOutcomes = [
	"succeeded",
	"failed",
	"refused",
	"cancelled",
	"timed-out",
] as const;

/** How a run ended in one cluster. The output itself came before, in numbered parts. */
export const runEndSchema = z.object({
	outcome: z.enum(runOutcomes),
	exitCode: z.int32().optional(),
	/** What the plugin answered beside its output, when it is more than text. */
	message: messageSchema.optional(),
	error: errorBodySchema.optional(),
	durationMs: z.number().min(0).max(2_147_483_647),
	/** Bytes the plugin wrote; more than were sent when the cap cut it. */
	outputBytes: z.number().int().min(0),
	sentBytes: z.number().int().min(0),
	/** SHA-256 (hex) of the bytes that were sent, stdout and stderr in the order they were sent. */
	digest: z.string().regex(/^[0-9a-f]{64}$/),
	gate: gateSummarySchema.optional(),
});
export type RunEnd = z.output<typeof runEndSchema>;

/** A piece of a run's output. */
export interface RunOutput {
	readonly kind: "stdout" | "stderr";
	readonly bytes: Uint8Array;
}
