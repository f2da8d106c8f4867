import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import { strangerListeningAt } from "./listening-user.ts";
import type { Send, Session } from "./session.ts";

/**
 * Sends requests where the session says, and nowhere else: by its own way if it has one, else to its address, which is https or this very
 * machine unless the session says `insecure`. A redirect is not followed, for it would carry what was typed to somebody else.
 * @throws CliFailure for an address over which others could read the token.
 */
export function createSend(session: Session): Send {
	requireSafeAddress(session);
	const send = session.send ?? fetch;
	return async (url, init) => {
		const response = await send(url, { ...init, redirect: "manual" });
		if (response.status >= 300 && response.status < 400)
			throw redirected(session.url, response);
		return response;
	};
}

/** It is encrypted, or does not leave the machine. */
function isSafeAddress(url: URL): boolean {
	return (
		url.protocol === "https:" ||
		/^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
	);
}

/** Requires a way on which nobody else can read what is sent: a socket, https, or loopback where no other user listens. @throws CliFailure */
export function requireSafeAddress({
	url,
	send,
	insecure,
}: Omit<Session, "token">): void {
	const parsed = URL.parse(url);
	if (!parsed || send || insecure) return;
	if (isSafeAddress(parsed)) {
		requireNoStranger(parsed);
		return;
	}
	throw new CliFailure(
		`${parsed.origin} is not https: anybody on the way could read your token and act as you. Nothing was sent.\nUse the https address. If you accept the risk, sign in with: qd login --insecure   or set QD_INSECURE=true beside QD_URL.`,
		{ exitCode: exitCodes.usage },
	);
}

/** A port of this machine is anybody's who takes it while the control plane is stopped. */
function requireNoStranger({ protocol, port, origin }: URL): void {
	if (protocol === "https:") return;
	const uid = strangerListeningAt(Number(port || 80));
	if (uid === undefined) return;
	throw new CliFailure(
		`Another user of this machine (uid ${uid}) listens at ${origin} and could read your token. Nothing was sent.\nStart your control plane, whose port that may be, again. If that user runs it and you trust them, sign in with: qd login --insecure   or set QD_INSECURE=true beside QD_URL.`,
		{ exitCode: exitCodes.usage },
	);
}

function redirected(url: string, response: Response): CliFailure {
	const target = URL.parse(response.headers.get("location") ?? "", url)?.origin;
	const where = target ? ` to ${target}` : "";
	return new CliFailure(
		`${url} redirects${where}. Your token was not sent there. If that is your control plane, sign in with its own address: qd login ${target ?? "ADDRESS"} --token`,
		{ exitCode: exitCodes.unreachable },
	);
}
