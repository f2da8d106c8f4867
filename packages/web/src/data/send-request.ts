import { type ApiFailure, readFailure } from "./api-failure.ts";
import { fetchAnswer } from "./fetch-answer.ts";
import { type TadaDocumentNode, textOf } from "./graphql.ts";
import { requestHeaders } from "./session.ts";
import { recheckSession } from "./session-recheck.ts";

/** Which organisation a request is for; null for one about the account alone. */
export interface RequestScope {
	readonly organisation: string | null;
	readonly signal?: AbortSignal;
}

/** Sends a query or mutation. @throws ApiFailure with the control plane's first error. */
export async function sendRequest<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
	variables: Variables,
	scope: RequestScope,
): Promise<Result> {
	const response = await sendDocument(document, variables, {
		accept: "application/json",
		...scope,
	});
	const body: unknown = await response.json().catch(() => undefined);
	const { data } = (body ?? {}) as { data?: Result | null };
	const hasErrors = Boolean((body as { errors?: unknown } | undefined)?.errors);
	if (!response.ok || hasErrors || data === undefined || data === null)
		throw doubted(readFailure(body, response.status));
	return data;
}

/** Sends a document and answers with the response as it comes. @throws ApiFailure when nothing answers. */
export async function sendDocument<Variables>(
	document: TadaDocumentNode<unknown, Variables>,
	variables: Variables,
	options: RequestScope & { readonly accept: string },
): Promise<Response> {
	const { accept, signal, organisation } = options;
	return await fetchAnswer("/graphql", {
		method: "POST",
		headers: {
			"content-type": "application/json",
			accept,
			...requestHeaders(organisation),
		},
		body: JSON.stringify({ query: textOf(document), variables }),
		...(signal ? { signal } : {}),
	});
}

function doubted(failure: ApiFailure): ApiFailure {
	recheckSession(failure);
	return failure;
}
