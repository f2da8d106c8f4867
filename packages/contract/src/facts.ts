import { z } from "zod";
import { idSchema } from "./ids.ts";

/*
 * Facts: something was decided, written in the transaction that decided it, and acted on afterwards however often a process dies in
 * between. A kind ends in its version; a new shape is a new kind, because facts of the old one may still wait in the database.
 */

const configurationApplied = z.object({
	kind: z.literal("configuration.applied.v1"),
	organisationId: idSchema("organisation"),
	version: z.int().min(1),
});

/** Events of an agent were committed: those of the epoch with the numbers from `first` to `last`, except what the agent dropped. */
const agentEvents = z.object({
	kind: z.literal("agent.events.v1"),
	organisationId: idSchema("organisation"),
	agentId: idSchema("agent"),
	epoch: idSchema("epoch"),
	first: z.int().min(1),
	last: z.int().min(1),
});

export const factSchema = z.discriminatedUnion("kind", [
	configurationApplied,
	agentEvents,
]);
export type Fact = z.output<typeof factSchema>;
export type FactKind = Fact["kind"];
type FactByKind = { [F in Fact as F["kind"]]: F };
export type FactOf<K extends FactKind> = FactByKind[K];

/** What a fact is about. Facts about one thing are acted on in the order in which they were written. */
export function factSubject(fact: Fact): string {
	switch (fact.kind) {
		case "configuration.applied.v1":
			return "configuration";
		case "agent.events.v1":
			return `events of ${fact.agentId}`;
	}
}

/** The same for every writing of the same fact: it is acted on once. */
export function factKey(fact: Fact): string {
	switch (fact.kind) {
		case "configuration.applied.v1":
			return `configuration ${fact.version}`;
		case "agent.events.v1":
			return `events ${fact.agentId} ${fact.epoch} ${fact.last}`;
	}
}
