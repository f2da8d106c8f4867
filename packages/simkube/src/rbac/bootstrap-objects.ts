import { readFileSync } from "node:fs";
import type { KubeObject } from "../kube-object.ts";
import { aggregateRules } from "./aggregate-rules.ts";

let text: string | undefined;

/**
 * The default roles and bindings of a 1.32 server, aggregated roles filled in; a fresh copy at each call.
 * The data beside this file was read from a real server, less what its recorder had added.
 */
export function bootstrapRbacObjects(): KubeObject[] {
	text ??= readFileSync(
		new URL("./bootstrap-objects.json", import.meta.url),
		"utf8",
	);
	const objects: KubeObject[] = JSON.parse(text);
	const clusterRoles = objects.filter(({ kind }) => kind === "ClusterRole");
	// In the order of their dependence: admin matches edit, edit matches view.
	for (const name of ["view", "edit", "admin"]) {
		const role = clusterRoles.find(({ metadata }) => metadata.name === name);
		if (role !== undefined)
			role.rules = aggregateRules(role, clusterRoles) ?? role.rules;
	}
	return objects;
}
