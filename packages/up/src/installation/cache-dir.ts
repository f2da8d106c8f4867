import { join, resolve } from "node:path";
import type { MachineContext } from "../machine-context.ts";

/** Where fetched programs are kept: QD_CACHE_DIR, else `.cache` of the checkout. */
export function cacheDirOf({
	environment,
	root,
}: Pick<MachineContext, "environment" | "root">): string {
	return resolve(environment.QD_CACHE_DIR ?? join(root, ".cache"));
}
