import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import type { TestAccount } from "./test-account.ts";

export interface LoginPageDeps {
	readonly provider: Provider;
	readonly accounts: () => readonly TestAccount[];
}

const maxFormBytes = 10_000;

/**
 * The provider's own sign-in form, at /interaction/…: e-mail address and password; whoever has none set may leave
 * the password empty. "Cancel" answers the client with `access_denied`.
 */
export function createLoginPage(deps: LoginPageDeps) {
	return async (request: IncomingMessage, response: ServerResponse) => {
		try {
			await deps.provider.interactionDetails(request, response);
		} catch {
			show(response, 400, "This sign-in is over. Start again.");
			return;
		}
		if (request.method !== "POST") {
			show(response, 200, "");
			return;
		}
		const form = new URLSearchParams(await readForm(request));
		if (form.has("cancel")) {
			const result = {
				error: "access_denied",
				error_description: "the person cancelled",
			};
			await deps.provider.interactionFinished(request, response, result);
			return;
		}
		const account = deps
			.accounts()
			.find(
				({ email, password = "" }) =>
					email === form.get("email") &&
					password === (form.get("password") ?? ""),
			);
		if (!account) {
			show(response, 200, "The e-mail address or the password is wrong.");
			return;
		}
		const result = { login: { accountId: account.subject } };
		await deps.provider.interactionFinished(request, response, result);
	};
}

async function readForm(request: IncomingMessage): Promise<string> {
	let text = "";
	for await (const chunk of request.setEncoding("utf8")) {
		text += chunk;
		if (text.length > maxFormBytes) throw new Error("the form is too long");
	}
	return text;
}

function show(response: ServerResponse, status: number, problem: string): void {
	response.writeHead(status, {
		"content-type": "text/html; charset=utf-8",
		"cache-control": "no-store",
	});
	response.end(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Test provider</title></head>
<body>
<h1>Test provider</h1>
<p role="alert">${problem}</p>
<form method="post">
<p><label>E-mail <input name="email" type="email" autofocus></label></p>
<p><label>Password <input name="password" type="password"></label></p>
<p><button type="submit">Sign in</button> <button type="submit" name="cancel" value="1">Cancel</button></p>
</form>
</body>
</html>
`);
}
