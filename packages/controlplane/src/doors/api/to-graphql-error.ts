import type { AppError, ErrorCode, ErrorKind } from "@quarterdeck/contract";
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
	const original =
		thrown instanceof GraphQLError ? thrown.originalError : thrown;
	if (thrown instanceof GraphQLError) {
		if (original === undefined || original === null) return thrown;
		if (original instanceof GraphQLError) return original;
	}
	return appErrorToGraphql(
		reportError(original),
		thrown instanceof GraphQLError ? thrown : undefined,
	);
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
