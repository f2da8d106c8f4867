import { readFileSync, writeFileSync } from "node:fs";
import {
	minifyIntrospection,
	outputIntrospectionFile,
} from "@gql.tada/internal";
import { buildSchema, introspectionFromSchema } from "graphql";

/*
 * Writes src/data/gen/schema-types.d.ts, from which the types of every GraphQL document are inferred, out of the control plane's
 * schema. Run it when schema.graphql changed: node packages/web/write-graphql-types.ts
 */

const schemaFile =
	process.argv[2] ?? new URL("../controlplane/schema.graphql", import.meta.url);

export function graphqlTypes(schemaText: string): string {
	const introspection = minifyIntrospection(
		introspectionFromSchema(buildSchema(schemaText), { descriptions: false }),
	);
	return outputIntrospectionFile(introspection, {
		fileType: ".d.ts",
		shouldPreprocess: true,
	});
}

export const typesFile = new URL(
	"src/data/gen/schema-types.d.ts",
	import.meta.url,
);

if (import.meta.main)
	writeFileSync(typesFile, graphqlTypes(readFileSync(schemaFile, "utf8")));
