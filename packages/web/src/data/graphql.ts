import { type DocumentNode, print } from "@0no-co/graphql.web";
import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./gen/schema-types.d.ts";

/**
 * Makes a typed document: its result and variables are known from the schema. Every document is made with it, so that a test
 * finds and validates them all.
 */
export const graphql = initGraphQLTada<{
	introspection: introspection;
	disableMasking: true;
	scalars: { DateTime: string; JSON: unknown; ID: string };
}>();

export type { ResultOf, TadaDocumentNode } from "gql.tada";

/** The text of a document, as it is sent. */
export function textOf(document: object): string {
	return print(document as DocumentNode);
}
