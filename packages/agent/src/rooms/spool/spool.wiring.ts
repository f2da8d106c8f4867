import { join } from "node:path";
import type { Log, NewId } from "@quarterdeck/runtime";
import { Spool } from "./spool.ts";
import type { SpoolBounds } from "./spool-bounds.ts";
import { createDiskSpoolFiles } from "./spool-files.disk.ts";

/** The spool in the agent's state folder. @throws Error when its folder is not ours, or cannot be read or written. */
export function openSpool(given: {
	readonly stateDir: string;
	readonly bounds: SpoolBounds;
	readonly newId: NewId;
	readonly log: Log;
}): Spool {
	const { stateDir, bounds, newId, log } = given;
	const files = createDiskSpoolFiles(join(stateDir, "events"));
	return new Spool({ files, bounds, newId, log });
}
