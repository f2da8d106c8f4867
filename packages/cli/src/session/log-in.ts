import { createApiClient } from "../api/api-client.ts";
import { signInDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Surroundings } from "../surroundings.ts";
import { writeSession } from "./session-file.ts";

interface SignedIn {
	readonly signIn: {
		readonly token: string;
		readonly person: {
			readonly email: string;
			readonly organisation: { readonly name: string };
		};
	};
}

/** Exchanges a one-time link for a session and keeps it for this user. @throws CliFailure when the text is no such link. */
export async function logIn(
	link: string,
	surroundings: Surroundings,
): Promise<void> {
	const { url, code } = parseLink(link);
	const { signIn } = await createApiClient({
		url,
		token: undefined,
	}).ask<SignedIn>(signInDocument, { code });
	writeSession(surroundings.sessions.login, {
		url,
		token: signIn.token,
		email: signIn.person.email,
	});
	surroundings.terminal.out(
		`Signed in to ${url} as ${signIn.person.email} of ${signIn.person.organisation.name}.\n`,
	);
}

function parseLink(link: string): { url: string; code: string } {
	const url = URL.parse(link);
	const code = url?.searchParams.get("code");
	if (!url || !code || !/^https?:$/.test(url.protocol)) {
		throw new CliFailure(
			"That is no sign-in link. It looks like http://127.0.0.1:7411/sign-in?code=…",
			{ exitCode: exitCodes.usage },
		);
	}
	return { url: url.origin, code };
}
