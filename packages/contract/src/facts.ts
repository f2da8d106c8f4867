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

export const factSchema = z.discriminatedUnion("kind", [configurationApplied]);
export type Fact = z.output<typeof factSchema>;
export type FactKind = Fact["kind"];
export type FactOf<K extends FactKind> = Extract<Fact, { readonly kind: K }>;

/** What a fact is about. Facts about one thing are acted on in the order in which they were written. */
export function factSubject(fact: Fact): string {
	switch (fact.kind) {
		case "configuration.applied.v1":
			return "configuration";
	}
}

/** The same for every writing of the same fact: it is acted on once. */
export function factKey(fact: Fact): string {
	switch (fact.kind) {
		case "configuration.applied.v1":
			return `configuration ${fact.version}`;
	}
}
