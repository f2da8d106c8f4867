import type { GraphQLSchema } from "graphql";
import { builder } from "./builder.ts";
import { guardOperations } from "./guard-operations.ts";
import "./add-cluster.ts";
import "./api-token.ts";
import "./audit.ts";
import "./audit-verification.ts";
import "./browser-session.ts";
import "./channel-events.ts";
import "./channel.ts";
import "./cluster.ts";
import "./command-events.ts";
import "./command-figures.ts";
import "./command-list.ts";
import "./command.ts";
import "./complete.ts";
import "./configuration.ts";
import "./credential.ts";
import "./dead-job.ts";
import "./ending-credentials.ts";
import "./fleet-figures.ts";
import "./invitation.ts";
import "./join-token.ts";
import "./machine-token.ts";
import "./notice-events.ts";
import "./notice-histogram.ts";
import "./notice-post.ts";
import "./notice.ts";
import "./organisation.ts";
import "./person.ts";
import "./plugin.ts";
import "./run-command.ts";
import "./sign-in.ts";
import "./silence.ts";
import "./status.ts";
import "./timeline.ts";
import "./viewer.ts";

builder.queryType({});
builder.mutationType({});
builder.subscriptionType({});

let schema: GraphQLSchema | undefined;

/** The schema of the API. It holds no dependencies: they come with each request's context. */
export function createSchema(): GraphQLSchema {
	schema ??= guardOperations(builder.toSchema());
	return schema;
}
