import {
	type ExecutionArgs,
	type ExecutionResult,
	GraphQLError,
	parse,
	validate,
} from "graphql";
import { createYoga, type Plugin, type YogaServerInstance } from "graphql-yoga";
import type { ApiContext } from "./api-context.ts";
import { maxQueryCost, queryCost } from "./query-cost.ts";
import {
	maxQueryCharacters,
	maxQueryTokens,
	NoStrangersIntrospectionRule,
	QueryLimitsRule,
} from "./query-limits.ts";
import { createSchema } from "./schema/create-schema.ts";
import { toGraphqlError } from "./to-graphql-error.ts";

/** Bytes of one request: a configuration file fits, a flood does not. */
export const maxRequestBytes = 1_048_576;

export const graphqlPath = "/graphql";

/**
 * Node's own classes and not the ones the library brings: with those a client that leaves is noticed at the next ping only,
 * twelve seconds later.
 */
const nodeFetch = {
	Request,
	Response,
	Headers,
	ReadableStream,
	WritableStream,
	TransformStream,
	TextEncoder,
	TextDecoder,
	URL,
	URLSearchParams,
	FormData,
	Blob,
	File,
	crypto,
	fetch,
};

/** GraphQL over HTTP: answers in JSON, subscriptions as server-sent events. Every limit of query-limits.ts holds. */
export function createGraphqlHandler(
	deps: ApiContext["deps"],
): YogaServerInstance<ApiContext, ApiContext> {
	return createYoga<ApiContext, ApiContext>({
		schema: createSchema(),
		graphqlEndpoint: graphqlPath,
		maskedErrors: {
			maskError: (error) => toGraphqlError(error, deps.reportError),
		},
		plugins: [limits],
		batching: false,
		multipart: false,
		cors: false,
		graphiql: false,
		landingPage: false,
		healthCheckEndpoint: "/graphql/none",
		logging: false,
		fetchAPI: nodeFetch,
	});
}

/** The rules go by their names in the validation cache, so what is refused for a stranger is not refused for everyone. */
const limits: Plugin<ApiContext, ApiContext> = {
	onParams({ params, setResult }) {
		if ((params.query?.length ?? 0) > maxQueryCharacters)
			setResult({ errors: [tooLarge()] });
	},
	onParse({ setParseFn }) {
		setParseFn((source, options) =>
			parse(source, { ...options, maxTokens: maxQueryTokens }),
		);
	},
	onValidate({ addValidationRule, setValidationFn, context }) {
		addValidationRule(QueryLimitsRule);
		if (isKnown(context as Partial<ApiContext>)) return;
		addValidationRule(NoStrangersIntrospectionRule);
		// "Did you mean" would tell the schema word by word.
		setValidationFn((schema, document, rules) =>
			validate(schema, document, rules, { hideSuggestions: true }),
		);
	},
	onExecute: ({ args, setResultAndStopExecution }) =>
		checkCost(args, setResultAndStopExecution),
	onSubscribe: ({ args, setResultAndStopExecution }) =>
		checkCost(args, setResultAndStopExecution),
};

function isKnown({ signedIn, session }: Partial<ApiContext>): boolean {
	return signedIn !== undefined || session !== undefined;
}

/** Asked for when the values of variables are known, for those say how long the pages are. */
function checkCost(
	args: ExecutionArgs,
	stop: (result: ExecutionResult) => void,
): void {
	const { schema, document, operationName, variableValues } = args;
	const variables = variableValues ?? {};
	const cost = queryCost({ schema, document, operationName, variables });
	if (cost > maxQueryCost) stop({ errors: [tooCostly(cost)] });
}

function tooCostly(cost: number): GraphQLError {
	return refusal(
		`The query costs ${cost} and may cost ${maxQueryCost}: every field counts once for each thing on the page. Ask for fewer fields, or for shorter pages with first.`,
	);
}

function tooLarge(): GraphQLError {
	return refusal(
		`The query is larger than ${maxQueryCharacters} characters. Put values into variables, or ask in several queries.`,
	);
}

function refusal(message: string): GraphQLError {
	return new GraphQLError(message, {
		extensions: { code: "INPUT_TOO_LARGE", kind: "exceeds-limit", facts: {} },
	});
}
