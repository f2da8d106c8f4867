import { type ApiClient, createApiClient } from "./api/api-client.ts";
import type { Environment } from "./environment.ts";
import {
	findSession,
	type LocalControlPlanes,
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

export function createCommandContext(
	terminal: Terminal,
	environment: Environment,
	local?: LocalControlPlanes,
): CommandContext {
	const sessions = { login: loginSessionFile(environment), local };
	return {
		terminal,
		environment,
		now: () => new Date(),
		sessions,
		api: () => createApiClient(findSession(environment, sessions)),
	};
}
