import type { GraphQLSchema } from "graphql";
import { builder } from "./builder.ts";
import "./add-cluster.ts";
import "./audit.ts";
import "./channel.ts";
import "./cluster.ts";
import "./command-events.ts";
import "./command-list.ts";
import "./command.ts";
import "./configuration.ts";
import "./person.ts";
import "./run-command.ts";
import "./sign-in.ts";
import "./status.ts";

builder.queryType({});
builder.mutationType({});
builder.subscriptionType({});

let schema: GraphQLSchema | undefined;

/** The schema of the API. It holds no dependencies: they come with each request's context. */
export function createSchema(): GraphQLSchema {
	schema ??= builder.toSchema();
	return schema;
}
