import { version } from "@quarterdeck/contract/version";
import { CliFailure } from "../cli-failure.ts";
import { exitCodeOfError, exitCodes } from "../exit-codes.ts";

/** An error as the API answers it; `kind` is there for failures of the product, not for what GraphQL refuses by itself. */
export interface GraphqlFailure {
	readonly message: string;
	readonly extensions?: {
		readonly code?: string;
		readonly kind?: string;
		readonly ref?: string;
		readonly facts?: { readonly seconds?: unknown };
	};
}

/**
 * An error of the API in the words of a command line, with the exit code of its kind.
 * @param narrowHint what to do when the token may not do this.
 */
export function failureOf(
	error: GraphqlFailure,
	narrowHint?: string,
): CliFailure {
	const { extensions = {} } = error;
	if (extensions.kind === undefined && ofGraphql.test(error.message))
		return refusedByGraphql(error.message);
	const isNarrow =
		extensions.code === "TOKEN_TOO_NARROW" ||
		error.message.includes("a token with the scope");
	const hint = isNarrow && narrowHint ? `\n${narrowHint}` : "";
	const ref = extensions.ref ? ` (ref ${extensions.ref})` : "";
	return new CliFailure(inOwnWords(error.message) + ref + hint, {
		exitCode: exitCodeOfError(extensions),
		retryAfterSeconds: retryAfterOf(extensions),
	});
}

function retryAfterOf({
	kind,
	facts,
}: NonNullable<GraphqlFailure["extensions"]>): number | undefined {
	const seconds = facts?.seconds;
	return kind === "exceeds-limit" && typeof seconds === "number"
		? seconds
		: undefined;
}

/** Fields of the API have the place they are read from in front; a person typed an option of that name. */
function inOwnWords(message: string): string {
	return message.replace(/^(?:filter|input)\.(\w+): /, "$1: ");
}

/** How the sentences begin with which GraphQL itself refuses a document or its variables. */
const ofGraphql =
	/^(Variable "|Cannot query field|Unknown (argument|type|directive)|Field "|Argument "|Syntax Error|Expected |Int cannot|String cannot)/;

/** A value of a type that the API does not take, else a question that it does not know: then the two are of different versions. */
function refusedByGraphql(message: string): CliFailure {
	const value =
		/^Variable "\$(\w+)" (?:has|got) invalid value(?:: | at ([^:]+):|.*? at "([^"]+)";|.*?;)/s.exec(
			message,
		);
	if (value) {
		const [, variable = "", path, quotedPath] = value;
		const name = (path ?? quotedPath ?? variable).split(".").at(-1);
		return new CliFailure(
			`The control plane does not take this value for ${name}. Nothing was done.`,
			{ exitCode: exitCodes.usage },
		);
	}
	return new CliFailure(
		`The control plane does not understand this qd, which is of version ${version}. Compare the versions of both with: qd version`,
	);
}
