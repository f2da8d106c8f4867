import {
	defaultFieldResolver,
	type GraphQLField,
	type GraphQLFieldResolver,
	type GraphQLSchema,
} from "graphql";
import {
	type ApiContext,
	requireAccount,
	requireAllowed,
	requireAllScopesOf,
	requireSession,
	requireSignedIn,
} from "../api-context.ts";
import { machineViews } from "./machine-views.ts";
import { type Access, operationAccess } from "./operation-access.ts";

/**
 * Puts the question who asks in front of every operation, as operationAccess declares it. Programs with a machine token are
 * shown their own cluster where there is a view of it, and refused everywhere else.
 * @throws Error for an operation that declares nothing.
 */
export function guardOperations(schema: GraphQLSchema): GraphQLSchema {
	for (const root of [
		schema.getQueryType(),
		schema.getMutationType(),
		schema.getSubscriptionType(),
	]) {
		if (!root) continue;
		for (const field of Object.values(root.getFields())) {
			const name = `${root.name}.${field.name}`;
			const access = operationAccess[name];
			if (access === undefined)
				throw new Error(
					`${name} declares nobody who may ask for it: add it to operation-access.ts`,
				);
			guard(field, name, access);
		}
	}
	return schema;
}

type ApiField = GraphQLField<unknown, ApiContext>;

function guard(field: ApiField, name: string, access: Access): void {
	const view = machineViews[name];
	const guarded =
		(
			inner: GraphQLFieldResolver<unknown, ApiContext>,
		): GraphQLFieldResolver<unknown, ApiContext> =>
		async (root, args, context, info) => {
			if (context.machine && view) return view(context.machine, args, context);
			await checkAccess(context, access);
			return inner(root, args, context, info);
		};
	if (name.startsWith("Mutation."))
		field.resolve = asked(access, field.resolve ?? defaultFieldResolver);
	else if (field.subscribe) field.subscribe = guarded(field.subscribe);
	else field.resolve = guarded(field.resolve ?? defaultFieldResolver);
}

/** Mutations of one request are done one after the other: who was let go meanwhile does none of the rest. */
function asked(
	access: Access,
	inner: GraphQLFieldResolver<unknown, ApiContext>,
): GraphQLFieldResolver<unknown, ApiContext> {
	return async (root, args, context, info) => {
		const now = access === "anyone" ? context : await context.askAgain();
		await checkAccess(now, access);
		const { arrivedAtMs } = context;
		return inner(root, args, { ...now, arrivedAtMs }, info);
	};
}

async function checkAccess(context: ApiContext, access: Access): Promise<void> {
	if (access === "anyone") return;
	if (access === "account") requireAccount(context);
	else if (access === "session") requireSession(context);
	else if (access === "member") requireSignedIn(context);
	else {
		if (access.bySession) requireSession(context);
		await requireAllowed(context, access.action);
		if (access.whole) requireAllScopesOf(context);
	}
}
