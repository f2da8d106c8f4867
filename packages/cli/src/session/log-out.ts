import { existsSync } from "node:fs";
import type { CommandContext } from "../command-context.ts";
import { findLocalSession, removeSession } from "./session-file.ts";

/** Forgets the session of `qd login`, whatever its file holds, and says as whom `qd` acts from now on if not as nobody. */
export function logOut({
	sessions,
	environment,
	terminal,
}: CommandContext): void {
	const wasThere = existsSync(sessions.login);
	removeSession(sessions.login);
	const done = wasThere
		? "Signed out on this machine."
		: "You were not signed in with qd login.";
	terminal.out(`${done}${whatIsLeft(sessions, environment)}\n`);
}

function whatIsLeft(
	sessions: CommandContext["sessions"],
	{ QD_URL }: CommandContext["environment"],
): string {
	if (QD_URL) return " qd uses QD_URL and QD_TOKEN while they are set.";
	return findLocalSession(sessions)
		? " qd now uses the session of the qd up that runs here, until you stop it."
		: "";
}
