import { join } from "node:path";
import type { z } from "zod";
import {
	makePrivateFolder,
	readPrivateFile,
	removePrivateFile,
	writePrivateFile,
} from "../plumbing/disk/private-file.ts";
import {
	agentIdentitySchema,
	type IdentityStore,
	pendingJoinSchema,
} from "./agent-identity.ts";

/** The file that holds the agent's identity; no plugin may read it. */
export function identityFile(stateDir: string): string {
	return join(stateDir, "agent.json");
}

/** The identity in the agent's state folder: 0600 in 0700, written whole or not at all. @throws Error when the folder is not ours. */
export function createIdentityStore(stateDir: string): IdentityStore {
	makePrivateFolder(stateDir);
	const file = identityFile(stateDir);
	const pendingFile = join(stateDir, "joining.json");
	return {
		read: () => readJson(file, agentIdentitySchema),
		write: (identity) => writePrivateFile(file, writeJson(identity)),
		readPending: () => readJson(pendingFile, pendingJoinSchema),
		writePending: (pending) =>
			writePrivateFile(pendingFile, writeJson(pending)),
		clearPending: () => removePrivateFile(pendingFile),
	};
}

function writeJson(value: unknown): string {
	return `${JSON.stringify(value, undefined, "\t")}\n`;
}

function readJson<S extends z.ZodType>(
	file: string,
	schema: S,
): z.output<S> | undefined {
	const text = readPrivateFile(file);
	if (text === undefined) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		value = undefined;
	}
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	// What is in it is not quoted: it may hold a seed.
	throw new Error(
		`${file} is damaged. Remove it and join again with: qd cluster add NAME --again`,
	);
}
