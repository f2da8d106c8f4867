import { createApiClient } from "../api/api-client.ts";
import { meDocument, signInDocument } from "../api/documents.ts";
import { requireSafeAddress } from "../api/send.ts";
import type { Session } from "../api/session.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { findLocalSession, writeSession } from "./session-file.ts";

interface Person {
	readonly email: string;
	readonly organisation: { readonly name: string };
}

/** Exchanges a one-time link for a token and keeps it for this user. @throws CliFailure when the text is no such link. */
export async function logIn(
	link: string,
	context: CommandContext,
	options: LogInOptions = {},
): Promise<void> {
	const { url, code } = parseLink(link);
	const there = whereTo(url, context, options);
	const { signIn } = await createApiClient({ ...there, token: undefined }).ask<{
		signIn: { readonly token: string; readonly person: Person };
	}>(signInDocument, { code });
	const { token, person } = signIn;
	keep({ ...there, token, person }, context);
}

export interface LogInOptions {
	/** Sends secrets also to an address that is not https. */
	readonly insecure?: boolean | undefined;
}

/** The control plane on this machine is asked over its socket: at its port somebody else may listen. */
function whereTo(
	url: string,
	{ sessions }: CommandContext,
	{ insecure }: LogInOptions,
): Omit<Session, "token"> {
	const local = findLocalSession(sessions);
	const isLocal = local && new URL(local.url).origin === url;
	return { url, insecure, send: isLocal ? local.send : undefined };
}

/**
 * Keeps a personal token for this user, after it was seen to work. It is read from standard input, or asked for without
 * showing it: on the command line others could see it. @throws CliFailure when it is no token or is not accepted.
 */
export async function logInByToken(
	address: string,
	context: CommandContext,
	options: LogInOptions = {},
): Promise<void> {
	const { origin: url } = parseAddress(address);
	const there = whereTo(url, context, options);
	// Before a secret is asked for.
	requireSafeAddress(there);
	const text = await context.terminal.readSecret("Token: ");
	const token = text.trim();
	if (!/^qdt_[\w-]{40,200}$/.test(token))
		throw new CliFailure(
			"This is not an API token. Create one on your account page; it starts with qdt_ and is shown once.",
			{ exitCode: exitCodes.usage },
		);
	const { me } = await createApiClient({ ...there, token }).ask<{ me: Person }>(
		meDocument,
	);
	keep({ ...there, token, person: me }, context);
}

function keep(
	given: Session & { readonly token: string; readonly person: Person },
	{ sessions, terminal }: CommandContext,
): void {
	const { url, token, person, insecure, send } = given;
	const { email } = person;
	const isLocal = send ? true : undefined;
	writeSession(sessions.login, { url, token, email, insecure, isLocal });
	terminal.out(
		`Signed in to ${url} as ${person.email} of ${person.organisation.name}.\n`,
	);
}

function parseLink(link: string): { url: string; code: string } {
	const url = URL.parse(link);
	const code =
		new URLSearchParams(url?.hash.slice(1)).get("code") ??
		url?.searchParams.get("code");
	if (!url || !code || !/^https?:$/.test(url.protocol))
		throw new CliFailure(
			"This is not a sign-in link. A link looks like http://127.0.0.1:7410/sign-in#code=… and must be quoted. To sign in with a token, run: qd login ADDRESS --token",
			{ exitCode: exitCodes.usage },
		);
	return { url: url.origin, code };
}

function parseAddress(address: string): URL {
	const url = URL.parse(address);
	if (url && /^https?:$/.test(url.protocol)) return url;
	throw new CliFailure(
		"This is not the address of a control plane. An address looks like https://quarterdeck.example.com",
		{ exitCode: exitCodes.usage },
	);
}
