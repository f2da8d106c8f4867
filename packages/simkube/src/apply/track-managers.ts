import type { KubeObject } from "../kube-object.ts";
import { compareFields } from "./compare-fields.ts";
import { difference, emptySet, union } from "./field-set.ts";
import type { ShapeOf } from "./field-shapes.ts";
import {
	isSameManager,
	type Manager,
	readManagers,
	withFields,
	writeManagers,
} from "./managers.ts";

/** Records in `metadata.managedFields` of the new object who wrote what, as for any write but an apply. */
export function trackUpdate(write: {
	old: KubeObject | undefined;
	object: KubeObject;
	manager: string;
	subresource?: string;
	time: string;
	shapeOf: ShapeOf;
}): void {
	const { object, old, time } = write;
	if (isWiped(object)) {
		delete object.metadata.managedFields;
		return;
	}
	const { added, modified, removed } = compareFields(
		old,
		object,
		write.shapeOf,
	);
	const written = union(added, modified);
	const self = {
		name: write.manager,
		operation: "Update" as const,
		apiVersion: object.apiVersion,
		subresource: write.subresource ?? "",
	};
	const managers = readManagers(object);
	const own: Manager = managers.find((each) => isSameManager(each, self)) ?? {
		...self,
		time,
		fields: emptySet,
	};
	const others = managers
		.filter((each) => each !== own)
		.map((each) => ({
			...each,
			fields: difference(difference(each.fields, written), removed),
		}));
	const fields = union(difference(own.fields, removed), written);
	object.metadata.managedFields = writeManagers([
		...others,
		withFields(own, fields, time),
	]);
}

/** A list of one empty entry is how clients ask to forget all managers. */
function isWiped(object: KubeObject): boolean {
	const entries = object.metadata.managedFields;
	return entries?.length === 1 && !entries[0]?.manager;
}
