export interface SignInAtProvider {
	/** Where the client sent the browser: the provider's /auth with everything in the query. */
	readonly authorizationUrl: string;
	readonly email: string;
	readonly password?: string;
	/** Presses "Cancel" instead. */
	readonly cancel?: boolean;
}

const maxRedirects = 10;

/**
 * Does what a browser and a person do at the test provider, and answers the address the provider sends them back to,
 * not asked for yet.
 * @throws Error when the provider does not send them back.
 */
export async function signInAtProvider(
	options: SignInAtProvider,
): Promise<string> {
	const home = new URL(options.authorizationUrl).origin;
	const cookies = new Map<string, string>();
	let url = options.authorizationUrl;
	let form: URLSearchParams | undefined;
	for (let hop = 0; hop < maxRedirects; hop += 1) {
		const response = await fetch(url, {
			redirect: "manual",
			headers: {
				cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
			},
			...(form ? { method: "POST", body: form } : {}),
		});
		for (const line of response.headers.getSetCookie()) {
			const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
			cookies.set(name, value);
		}
		const text = await response.text();
		const location = response.headers.get("location");
		if (location) {
			url = new URL(location, url).href;
			if (new URL(url).origin !== home) return url;
			form = undefined;
		} else if (form || !text.includes("<form")) {
			throw new Error(`the provider answered ${response.status}: ${text}`);
		} else {
			form = new URLSearchParams({
				email: options.email,
				password: options.password ?? "",
				...(options.cancel ? { cancel: "1" } : {}),
			});
		}
	}
	throw new Error(`the provider redirected more than ${maxRedirects} times`);
}
