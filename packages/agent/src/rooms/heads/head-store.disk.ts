import { join } from "node:path";
import { auditHeadSchema } from "@quarterdeck/contract";
import {
	readPrivateFile,
	writePrivateFile,
} from "../../plumbing/disk/private-file.ts";
import type { HeadStore } from "./head-store.ts";

/** The head in the agent's state folder, written whole or not at all. */
export function createDiskHeadStore(stateDir: string): HeadStore {
	const file = join(stateDir, "audit-head.json");
	return {
		read() {
			const text = readPrivateFile(file);
			return text === undefined
				? undefined
				: auditHeadSchema.parse(JSON.parse(text));
		},
		write: (head) => writePrivateFile(file, `${JSON.stringify(head)}\n`),
	};
}
