/** Where an API is, and the token to speak to it with. */
interface Spoken {
	readonly url: string;
	readonly token: string;
}

export interface Answer {
	readonly data?: Record<string, unknown> | null;
	readonly errors?: readonly {
		readonly message: string;
		readonly extensions?: Record<string, unknown>;
	}[];
}

/** Asks a staged API over HTTP, as a program does. */
export async function askApi(
	{ url, token }: Spoken,
	query: string,
	variables: object = {},
): Promise<Answer> {
	const response = await post({ url, token }, query, variables);
	return (await response.json()) as Answer;
}

/** The values of a subscription as a program reads them. @throws when the stream is cut off. */
export async function* followApi(
	spoken: Spoken,
	query: string,
	variables: object = {},
): AsyncGenerator<Answer> {
	const accept = "text/event-stream";
	const response = await post(spoken, query, variables, { accept });
	const decoder = new TextDecoder();
	let text = "";
	for await (const bytes of response.body ?? []) {
		text += decoder.decode(bytes, { stream: true });
		const events = text.split("\n\n");
		text = events.pop() ?? "";
		for (const event of events) {
			const data = /^event: next\ndata: (.*)$/s.exec(event)?.[1];
			if (data) yield JSON.parse(data) as Answer;
			if (event.startsWith("event: complete")) return;
		}
	}
	throw new Error("the stream was cut off");
}

function post(
	{ url, token }: Spoken,
	query: string,
	variables: object,
	headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
	return fetch(`${url}/graphql`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			authorization: `Bearer ${token}`,
			...headers,
		},
		body: JSON.stringify({ query, variables }),
	});
}
