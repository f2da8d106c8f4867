import { type ApiClient, createApiClient } from "./api/api-client.ts";
import type { Environment } from "./environment.ts";
import {
	findSession,
	loginSessionFile,
	type SessionFiles,
} from "./session/session-file.ts";
import type { Terminal } from "./terminal.ts";

/** What every command is given. */
export interface CommandContext {
	readonly terminal: Terminal;
	readonly environment: Environment;
	readonly now: () => Date;
	readonly sessions: SessionFiles;
	/** The control plane of the current session. @throws CliFailure when nobody is signed in. */
	api(): ApiClient;
}

/**
 * @param localSessions session files of control planes on this machine, which win over a login; the first one first.
 * @param kept a file that is there while a control plane is kept on this machine, running or not.
 */
export function createCommandContext(
	terminal: Terminal,
	environment: Environment,
	localSessions: readonly string[] = [],
	kept?: string,
): CommandContext {
	const sessions = {
		login: loginSessionFile(environment),
		local: localSessions,
		kept,
	};
	return {
		terminal,
		environment,
		now: () => new Date(),
		sessions,
		api: () => createApiClient(findSession(environment, sessions)),
	};
}
