import { join, resolve } from "node:path";
import type { Surroundings } from "../surroundings.ts";

/** Where fetched programs are kept: QD_CACHE_DIR, else `.cache` of the checkout. */
export function cacheDirOf({
	environment,
	root,
}: Pick<Surroundings, "environment" | "root">): string {
	return resolve(environment.QD_CACHE_DIR ?? join(root, ".cache"));
}
