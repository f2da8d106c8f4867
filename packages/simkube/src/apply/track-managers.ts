import type { KubeObject } from "../kube-object.ts";

/** Records in `metadata.managedFields` who wrote what. */
export function trackUpdate(_write: {
	old: KubeObject | undefined;
	object: KubeObject;
	manager: string;
	subresource?: string;
	time: string;
}): void {}
