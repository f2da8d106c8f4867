import { join } from "node:path";
import type { z } from "zod";
import {
	makePrivateFolder,
	readPrivateFile,
	removePrivateFile,
	writePrivateFile,
} from "../../plumbing/disk/private-file.ts";
import {
	agentCredentialSchema,
	pendingJoinSchema,
} from "./agent-credential.ts";
import {
	type CredentialStore,
	readStored,
	writeStored,
} from "./credential-store.ts";

/** The file that holds the agent's credential; no plugin may read it. */
export function credentialFile(stateDir: string): string {
	return join(stateDir, "agent.json");
}

/** The credential in the agent's state folder: 0600 in 0700, written whole or not at all. @throws Error when the folder is not ours. */
export function createDiskCredentialStore(stateDir: string): CredentialStore {
	makePrivateFolder(stateDir);
	const file = credentialFile(stateDir);
	const pendingFile = join(stateDir, "joining.json");
	return {
		read: async () => readFile(file, agentCredentialSchema),
		write: async (credential) =>
			writePrivateFile(file, writeStored(credential)),
		readPending: async () => readFile(pendingFile, pendingJoinSchema),
		writePending: async (pending) =>
			writePrivateFile(pendingFile, writeStored(pending)),
		clearPending: async () => removePrivateFile(pendingFile),
	};
}

function readFile<S extends z.ZodType>(
	file: string,
	schema: S,
): z.output<S> | undefined {
	const text = readPrivateFile(file);
	return text === undefined ? undefined : readStored(file, text, schema);
}
