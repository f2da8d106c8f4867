import {
	AppError,
	type ErrorCode,
	type ErrorKind,
} from "@quarterdeck/contract";
import type { ReportError } from "@quarterdeck/runtime";
import { GraphQLError } from "graphql";

const statusOfKind: Record<ErrorKind, number> = {
	invalid: 400,
	unauthenticated: 401,
	forbidden: 403,
	"not-found": 404,
	conflict: 409,
	"exceeds-limit": 429,
	unavailable: 503,
	timeout: 504,
	cancelled: 409,
	internal: 500,
};

/** Where HTTP has a word of its own. */
const statusOfCode: Readonly<Partial<Record<ErrorCode, number>>> = {
	HOST_UNKNOWN: 421,
	INPUT_TOO_LARGE: 413,
	REQUEST_TOO_SLOW: 408,
};

/** The HTTP status of a failure, for what is answered outside of GraphQL. */
export function httpStatus({
	code,
	kind,
}: Pick<AppError, "code" | "kind">): number {
	return statusOfCode[code] ?? statusOfKind[kind];
}

/**
 * Whatever was thrown as what a client may see. Our failures keep code, kind, reference and facts; what GraphQL itself found
 * wrong with the query passes; everything else is INTERNAL with a reference, its cause in the log only.
 */
export function toGraphqlError(
	thrown: unknown,
	reportError: ReportError,
): GraphQLError {
	if (!(thrown instanceof GraphQLError))
		return appErrorToGraphql(reportError(thrown), undefined);
	const original = originOf(thrown);
	if (original instanceof GraphQLError) return original;
	const error =
		original instanceof AppError ? atArgument(original, thrown) : original;
	return appErrorToGraphql(reportError(error), thrown);
}

/** What a resolver or a scalar threw, through all that GraphQL wrapped around it; the innermost of GraphQL's own where nothing did. */
function originOf(thrown: GraphQLError): unknown {
	const inner = thrown.originalError;
	if (inner === undefined || inner === null) return thrown;
	return inner instanceof GraphQLError ? originOf(inner) : inner;
}

/** A scalar knows its type and not which argument it is read for: GraphQL does. */
function atArgument(error: AppError, place: GraphQLError): AppError {
	const { field, reason } = error.facts;
	const name = field === "DateTime" ? argumentAt(place) : undefined;
	return name === undefined
		? error
		: new AppError("INPUT_INVALID", { field: name, reason: reason ?? "" });
}

function argumentAt({ message }: GraphQLError): string | undefined {
	const inVariable =
		/^Variable "\$(\w+)" got invalid value (?:[\s\S]*? at "([\w.[\]]+)";)?/.exec(
			message,
		);
	return inVariable?.[2] ?? inVariable?.[1];
}

function appErrorToGraphql(
	error: AppError,
	place: GraphQLError | undefined,
): GraphQLError {
	return new GraphQLError(error.message, {
		...(place?.nodes ? { nodes: place.nodes } : {}),
		...(place?.path ? { path: place.path } : {}),
		extensions: {
			code: error.code,
			kind: error.kind,
			...(error.ref ? { ref: error.ref } : {}),
			facts: { ...error.facts },
		},
	});
}
