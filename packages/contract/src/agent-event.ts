import { z } from "zod";
import { idSchema } from "./ids.ts";

/** Bounds of the verb `events`; both ends refuse what is beyond them. */
export const maxEventsPerBatch = 500;
/** Characters of one event as JSON. With its envelope, one event always fits into a batch. */
export const maxEventCharacters = 65_536;
/** Bytes of a batch as JSON. */
export const maxEventBatchBytes = 524_288;
/** Batches an agent may send in a second, over a longer time; a few more are let through at once. */
export const maxEventBatchesPerSecond = 10;

const eventNumberSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Something that happened in a cluster, as the agent reports it. */
export const agentEventSchema = z
	.object({
		/** Counts up by one for each event of the epoch, from 1; the number of an event that was dropped is not used again. */
		number: eventNumberSchema,
		/** When it happened, by the agent's clock. */
		at: z.iso.datetime(),
		/** The source group and plugin that reported it, or the part of the agent. */
		source: z.string().min(1).max(256),
		/** What happened, as the source names it. */
		kind: z.string().min(1).max(128),
		/** The facts, as the source gives them. */
		data: z.record(z.string().max(256), z.unknown()),
	})
	.refine((event) => JSON.stringify(event).length <= maxEventCharacters, {
		message: `an event has at most ${maxEventCharacters} characters as JSON`,
	});
export type AgentEvent = z.output<typeof agentEventSchema>;

/**
 * Events of one agent in the order of their numbers. An agent has one batch under way and sends the same one again until it has a
 * reply, so a batch may arrive any number of times, late, and also after a newer one.
 */
export const eventBatchSchema = z
	.object({
		/** Whose numbers they are. An agent that has lost its spool cannot know its last number, and begins a new epoch. */
		epoch: idSchema("epoch"),
		/** The number before the first of this batch, or of the events dropped before it: all up to here is committed already. */
		after: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
		/** Events of the epoch that the agent had to drop so far; it only grows. */
		dropped: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
		events: z.array(agentEventSchema).min(1).max(maxEventsPerBatch),
	})
	.refine(
		({ after, events }) =>
			events.every(
				(event, i) => event.number > (events[i - 1]?.number ?? after),
			),
		{ message: "event numbers grow, beginning above `after`" },
	);
export type EventBatch = z.output<typeof eventBatchSchema>;

export const eventsCommittedSchema = z.object({
	/** Every event of the epoch up to this number is committed, or was dropped by the agent; 0 when none is. */
	committed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
});
export type EventsCommitted = z.output<typeof eventsCommittedSchema>;

/**
 * What a batch adds when everything up to `committed` is committed: the events to commit, and the number to commit and reply with.
 * Nothing, and the number as it was, for a batch that is a repetition, and for one that leaves out what the receiver does not have:
 * the agent then sends again what comes after the number.
 */
export function newEvents(
	batch: EventBatch,
	committed: number,
): { readonly events: readonly AgentEvent[]; readonly committed: number } {
	if (batch.after > committed) return { events: [], committed };
	const events = batch.events.filter(({ number }) => number > committed);
	return { events, committed: events.at(-1)?.number ?? committed };
}
