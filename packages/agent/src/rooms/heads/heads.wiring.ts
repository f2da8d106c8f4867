import type { KeepHeadRequest } from "@quarterdeck/contract";
import type { Log } from "@quarterdeck/runtime";
import { createDiskHeadStore } from "./head-store.disk.ts";
import { type KeptHead, keepNewestHead } from "./keep-head.ts";

/** The room over the agent's state folder. */
export function createHeadKeeper(deps: {
	readonly stateDir: string;
	readonly log: Log;
}): (head: KeepHeadRequest) => KeptHead {
	const headStore = createDiskHeadStore(deps.stateDir);
	return (head) => keepNewestHead({ headStore, log: deps.log }, head);
}
