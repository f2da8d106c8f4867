/** A browser's session without the browser: a cookie that any control plane takes, and what the page proves itself with. */
export interface CookieSession {
	/** @throws Error with the code of the first problem. */
	ask<T = Data>(url: string, query: string, variables?: object): Promise<T>;
	/** @throws Error with the code of the problem that ends it. */
	follow(url: string, query: string, variables?: object): AsyncGenerator<Data>;
	isSignedIn(url: string): Promise<boolean>;
	signOut(url: string): Promise<void>;
}

type Data = Readonly<Record<string, unknown>>;

interface Answer {
	readonly data?: Data | null;
	readonly errors?: readonly { readonly extensions?: { code?: string } }[];
}

/** What opens a session: a one-time link or an invitation, or a password. */
export type Proof =
	| { readonly link: string }
	| { readonly email: string; readonly password: string };

/** Signs in at `url`, as from a page at `publicUrl`. @throws Error with the code of the refusal. */
export async function openSession(
	url: string,
	publicUrl: string,
	proof: Proof,
): Promise<CookieSession> {
	const page = { "content-type": "application/json", origin: publicUrl };
	const way = "link" in proof ? "link" : "password";
	const body = "link" in proof ? { code: codeOf(proof.link) } : proof;
	const signedIn = await fetch(`${url}/sign-in/${way}`, {
		method: "POST",
		headers: page,
		body: JSON.stringify(body),
	});
	const seen = await signedIn.json();
	if (!signedIn.ok) throw new Error(seen.error.code);
	const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
	const headers = { ...page, cookie, "x-csrf-token": seen.csrfToken };
	const post = (to: string, body: object, accept = "application/json") =>
		fetch(to, {
			method: "POST",
			headers: { ...headers, accept },
			body: JSON.stringify(body),
		});
	return {
		async ask<T>(at: string, query: string, variables = {}) {
			const answer = await post(`${at}/graphql`, { query, variables });
			return dataOf(await answer.json()) as T;
		},
		async *follow(at, query, variables = {}) {
			const body = { query, variables };
			const stream = await post(`${at}/graphql`, body, "text/event-stream");
			for await (const answer of readEvents(stream)) yield dataOf(answer);
		},
		async isSignedIn(at) {
			const answer = await fetch(`${at}/session`, { headers: { cookie } });
			return (await answer.json()).signedIn;
		},
		signOut: async (at) => void (await post(`${at}/sign-out`, {})),
	};
}

function codeOf(link: string): string | null {
	return new URLSearchParams(new URL(link).hash.slice(1)).get("code");
}

function dataOf({ data, errors }: Answer): Data {
	const [problem] = errors ?? [];
	if (problem) throw new Error(problem.extensions?.code ?? "no code");
	return data ?? {};
}

async function* readEvents(response: Response): AsyncGenerator<Answer> {
	let text = "";
	const decoder = new TextDecoder();
	for await (const bytes of response.body ?? []) {
		text += decoder.decode(bytes, { stream: true });
		const events = text.split("\n\n");
		text = events.pop() ?? "";
		for (const event of events) {
			const said = /^event: next\ndata: (.*)$/s.exec(event)?.[1];
			if (said) yield JSON.parse(said);
		}
	}
}
