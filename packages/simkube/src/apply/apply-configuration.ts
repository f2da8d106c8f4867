import type { Json, KubeObject } from "../kube-object.ts";
import { applyConflict } from "./apply-conflict.ts";
import { compareFields, ownable } from "./compare-fields.ts";
import {
	below,
	difference,
	emptySet,
	type FieldPath,
	type FieldSet,
	intersection,
	isEmptySet,
	members,
	setOfPaths,
	union,
} from "./field-set.ts";
import type { ShapeOf } from "./field-shapes.ts";
import {
	isSameManager,
	type Manager,
	readManagers,
	withFields,
	writeManagers,
} from "./managers.ts";
import { mergeApplied } from "./merge-applied.ts";
import { removePath } from "./remove-path.ts";
import { pathsIn } from "./walk-fields.ts";

/**
 * Applies a configuration on behalf of a manager: merges it into `live`, takes away what the manager applied
 * before and no longer does, and records the owners. Throws Conflict when another manager owns a field that
 * would change, unless forced. `live` stays as it is; for a new object it is an empty one.
 */
export function applyConfiguration(apply: {
	live: KubeObject;
	isNew: boolean;
	configuration: KubeObject;
	manager: string;
	subresource: string;
	force: boolean;
	time: string;
	shapeOf: ShapeOf;
}): KubeObject {
	const { live, configuration, shapeOf, time } = apply;
	const applied = setOfPaths(
		[
			...pathsIn(ownable(configuration), [], shapeOf, { withHolders: false }),
		].filter((path) => path.join("/") !== "f:metadata" && path.length > 0),
	);
	const managers = managersOf(apply);
	const self = {
		name: apply.manager,
		operation: "Apply" as const,
		apiVersion: configuration.apiVersion,
		subresource: apply.subresource,
	};
	const own: Manager = managers.find((each) => isSameManager(each, self)) ?? {
		...self,
		time,
		fields: emptySet,
	};
	const others = managers.filter((each) => each !== own);
	const merged = mergeApplied(live, configuration, shapeOf);
	const { added, modified } = compareFields(live, merged, shapeOf);
	const changed = union(added, modified);
	if (!apply.force) demandNoConflict(others, changed, applied);
	const pruned = prune(merged, difference(own.fields, applied), others);
	const { removed } = compareFields(live, pruned, shapeOf);
	const rest = others.map((each) => ({
		...each,
		fields: difference(
			difference(each.fields, intersection(changed, applied)),
			removed,
		),
	}));
	const mine = withFields(
		{ ...own, apiVersion: configuration.apiVersion },
		applied,
		time,
	);
	pruned.metadata.managedFields = writeManagers([...rest, mine]);
	return pruned;
}

/** An object nobody ever claimed belongs to whoever was there before the first apply. */
function managersOf(apply: {
	live: KubeObject;
	isNew: boolean;
	shapeOf: ShapeOf;
	time: string;
}): Manager[] {
	const { live } = apply;
	const managers = readManagers(live);
	if (apply.isNew || managers.length > 0) return managers;
	const { added } = compareFields(undefined, live, apply.shapeOf);
	return [
		{
			name: "before-first-apply",
			operation: "Update",
			apiVersion: live.apiVersion,
			subresource: "",
			time: apply.time,
			fields: added,
		},
	];
}

function demandNoConflict(
	others: readonly Manager[],
	changed: FieldSet,
	applied: FieldSet,
): void {
	const contested = intersection(changed, applied);
	const conflicts = others
		.map((manager) => ({
			manager,
			paths: [...members(intersection(manager.fields, contested))],
		}))
		.filter(({ paths }) => paths.length > 0);
	if (conflicts.length > 0) throw applyConflict(conflicts);
}

/** Takes away what is not applied any more, unless somebody else owns it too. */
function prune(
	merged: KubeObject,
	dropped: FieldSet,
	others: readonly Manager[],
): KubeObject {
	if (isEmptySet(dropped)) return merged;
	const kept = others.reduce(
		(all, manager) => union(all, manager.fields),
		emptySet,
	);
	const pruned = structuredClone(merged);
	const isFree = (path: FieldPath): boolean => below(kept, path) === undefined;
	// Holders come first: an item goes as a whole, while its keys still say which it is.
	for (const path of members(dropped)) {
		if (isFree(path))
			removePath(pruned as unknown as { [key: string]: Json }, path, isFree);
	}
	return pruned;
}
