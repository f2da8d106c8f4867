import { builtInKind } from "../built-in-types/built-in-types.ts";
import type { KubeObject } from "../kube-object.ts";
import { otherDefaults } from "./other-defaults.ts";
import { workloadDefaults } from "./workload-defaults.ts";

const byKind = new Map(
	Object.entries({ ...workloadDefaults, ...otherDefaults }),
);

/**
 * Fills in the defaults of a built-in kind, in place, and gives the object back. What is set stays,
 * be it wrong: validation follows. Doing it twice changes nothing more. Custom kinds stay as they are.
 */
export function applyDefaults(object: KubeObject): KubeObject {
	if (builtInKind(object.apiVersion, object.kind) !== undefined)
		byKind.get(object.kind)?.(object);
	return object;
}
