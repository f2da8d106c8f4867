import { join, resolve } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { type ApiClient, createApiClient } from "./api/api-client.ts";
import {
	findSession,
	type SessionPlaces,
	sessionPlaces,
} from "./session/session-file.ts";
import type { Terminal } from "./terminal.ts";

/** What every command is handed. */
export interface Surroundings {
	readonly terminal: Terminal;
	readonly environment: Environment;
	readonly now: () => Date;
	/** The folder of the checkout or the image: the programs that `qd` starts lie below it. */
	readonly root: string;
	readonly stateDir: string;
	readonly sessions: SessionPlaces;
	/** The control plane of the current session. @throws CliFailure when nobody is signed in. */
	api(): ApiClient;
}

export function createSurroundings(
	terminal: Terminal,
	environment: Environment,
): Surroundings {
	const root = resolve(import.meta.dirname, "../../..");
	const stateDir = resolve(
		environment.QD_STATE_DIR ?? join(root, ".quarterdeck"),
	);
	const sessions = sessionPlaces(environment, stateDir);
	return {
		terminal,
		environment,
		now: () => new Date(),
		root,
		stateDir,
		sessions,
		api: () => createApiClient(findSession(environment, sessions)),
	};
}
