import type { KubeObject } from "../kube-object.ts";
import type { ResourceType } from "./resource-type.ts";

/** Fills in the defaults of the object's kind; works on the given object. */
export function fillDefaults(_type: ResourceType, _object: KubeObject): void {}

/** Throws Invalid (422) with every problem found, or returns. */
export function demandValid(
	_type: ResourceType,
	_object: KubeObject,
	_old?: KubeObject,
): void {}
