/** What `GET /session` says, as far as tests look at it. */
interface SessionSeen {
	readonly signedIn: boolean;
	readonly csrfToken: string | null;
	readonly account: { readonly id: string; readonly email: string } | null;
	readonly organisations: readonly {
		readonly id: string;
		readonly name: string;
		readonly role: string;
	}[];
	readonly organisation: string | null;
	readonly providers: readonly { readonly id: string; readonly name: string }[];
	readonly canCreateOrganisation: boolean;
	readonly error?: { readonly code: string; readonly ref: string };
}

interface Answer {
	readonly data?: Record<string, unknown> | null;
	readonly errors?: readonly {
		readonly message: string;
		readonly extensions?: {
			readonly code?: string;
			readonly facts?: Readonly<Record<string, unknown>>;
		};
	}[];
}

/** A browser as a door sees it: it keeps cookies, names its origin, and follows no redirect by itself. */
export interface TestBrowser {
	/** Cookies by name; a test may plant and take. */
	readonly cookies: Map<string, string>;
	/** Lines that set cookies, in their order. */
	readonly setLines: string[];
	get(path: string, headers?: Record<string, string>): Promise<Response>;
	/** As a page of ours sends it, with the session's token; `headers` win. */
	post(
		path: string,
		body: unknown,
		headers?: Record<string, string>,
	): Promise<Response>;
	session(): Promise<SessionSeen>;
	/** Exchanges a one-time code. */
	signIn(code: string): Promise<SessionSeen>;
	ask(
		query: string,
		variables?: object,
		headers?: Record<string, string>,
	): Promise<Answer>;
	/** The events of a subscription until it ends. */
	follow(
		query: string,
		variables?: object,
		headers?: Record<string, string>,
	): AsyncGenerator<Answer>;
}

export function createTestBrowser(url: string): TestBrowser {
	const cookies = new Map<string, string>();
	const setLines: string[] = [];
	let csrfToken: string | null = null;

	async function send(path: string, init: RequestInit): Promise<Response> {
		const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
		const response = await fetch(new URL(path, url), {
			redirect: "manual",
			...init,
			headers: { ...(cookie ? { cookie } : {}), ...init.headers },
		});
		for (const line of response.headers.getSetCookie()) {
			setLines.push(line);
			const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (/max-age=0/i.test(line)) cookies.delete(name);
			else cookies.set(name, value);
		}
		return response;
	}
	function post(path: string, body: unknown, headers = {}): Promise<Response> {
		return send(path, {
			method: "POST",
			headers: {
				"content-type": "application/json",
				origin: url,
				"sec-fetch-site": "same-origin",
				...(csrfToken ? { "x-csrf-token": csrfToken } : {}),
				...headers,
			},
			body: typeof body === "string" ? body : JSON.stringify(body),
		});
	}
	async function keep(response: Response): Promise<SessionSeen> {
		const seen = (await response.json()) as SessionSeen;
		csrfToken = seen.csrfToken ?? null;
		return seen;
	}
	return {
		cookies,
		setLines,
		get: (path, headers = {}) => send(path, { headers }),
		post,
		session: async () => keep(await send("/session", {})),
		signIn: async (code) => keep(await post("/sign-in/link", { code })),
		async ask(query, variables = {}, headers = {}) {
			const response = await post("/graphql", { query, variables }, headers);
			return (await response.json()) as Answer;
		},
		async *follow(query, variables = {}, headers = {}) {
			const response = await post(
				"/graphql",
				{ query, variables },
				{ accept: "text/event-stream", ...headers },
			);
			yield* readEvents(response);
		},
	};
}

async function* readEvents(response: Response): AsyncGenerator<Answer> {
	let text = "";
	const decoder = new TextDecoder();
	for await (const bytes of response.body ?? []) {
		text += decoder.decode(bytes, { stream: true });
		const events = text.split("\n\n");
		text = events.pop() ?? "";
		for (const event of events) {
			const data = /^event: next\ndata: (.*)$/s.exec(event)?.[1];
			if (data) yield JSON.parse(data) as Answer;
		}
	}
}
