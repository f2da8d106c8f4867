import { join, resolve } from "node:path";
import {
	type CommandContext,
	createCommandContext,
	type Terminal,
} from "@quarterdeck/cli";
import type { Environment } from "@quarterdeck/runtime";
import { installationIn } from "./installation/installation.ts";
import { sendBySocket } from "./installation/send-by-socket.ts";

/** What every command of a checkout is given. */
export interface MachineContext extends CommandContext {
	/** The folder of the checkout; the programs that `qd up` starts are below it. */
	readonly root: string;
	readonly stateDir: string;
	readonly localSessions: {
		/** Of the `qd up` that runs on the state folder. */
		readonly kept: string;
		/** Of a `qd up --ephemeral` beside it. */
		readonly ephemeral: string;
	};
}

/** A temporary system wins over the kept one: somebody started it to try something. */
export function createMachineContext(
	terminal: Terminal,
	environment: Environment,
): MachineContext {
	const root = resolve(import.meta.dirname, "../../..");
	const stateDir = resolve(
		environment.QD_STATE_DIR ?? join(root, ".quarterdeck"),
	);
	const localSessions = {
		kept: join(stateDir, "session.json"),
		ephemeral: join(stateDir, "session-ephemeral.json"),
	};
	return {
		...createCommandContext(terminal, environment, {
			files: [localSessions.ephemeral, localSessions.kept],
			kept: installationIn(stateDir).bootstrap,
			bySocket: sendBySocket,
		}),
		root,
		stateDir,
		localSessions,
	};
}
