import { isDeepStrictEqual } from "node:util";
import type { Json, KubeObject } from "../kube-object.ts";
import { type FieldPath, type FieldSet, setOfPaths } from "./field-set.ts";
import type { ShapeOf } from "./field-shapes.ts";
import { itemShape, partsOf, pathsIn } from "./walk-fields.ts";

/** Which fields differ between two states of an object. */
export interface Comparison {
	readonly added: FieldSet;
	readonly modified: FieldSet;
	readonly removed: FieldSet;
}

/** What belongs to the server, whoever sent it. */
const unowned = new Set([
	"name",
	"namespace",
	"creationTimestamp",
	"selfLink",
	"uid",
	"generation",
	"managedFields",
	"resourceVersion",
	"deletionTimestamp",
	"deletionGracePeriodSeconds",
]);

/** The part of an object that managers own. */
export function ownable(object: KubeObject): { [key: string]: Json } {
	const { apiVersion: _, kind: __, metadata, ...rest } = object;
	const owned = Object.fromEntries(
		Object.entries(metadata).filter(([name]) => !unowned.has(name)),
	);
	return JSON.parse(JSON.stringify({ metadata: owned, ...rest }));
}

/** These are there in every object of their kind, though empty; nobody becomes their owner by filling them. */
const alwaysThere = new Set([
	"metadata",
	"spec",
	"status",
	"template",
	"jobTemplate",
	"strategy",
	"updateStrategy",
	"containers",
	"loadBalancer",
]);

/** Compares what managers own of two states; `old` may be absent. */
export function compareFields(
	old: KubeObject | undefined,
	object: KubeObject,
	shapeOf: ShapeOf,
): Comparison {
	const found: Found = { added: [], modified: [], removed: [] };
	const before = old ? ownable(old) : {};
	compare(found, before, ownable(object), {
		path: [],
		names: [],
		shapeOf,
		isItem: false,
		isFrame: true,
	});
	return {
		added: setOfPaths(found.added),
		modified: setOfPaths(found.modified),
		removed: setOfPaths(found.removed),
	};
}

interface Found {
	readonly added: FieldPath[];
	readonly modified: FieldPath[];
	readonly removed: FieldPath[];
}

interface Where {
	readonly path: FieldPath;
	readonly names: readonly string[];
	readonly shapeOf: ShapeOf;
	readonly isItem: boolean;
	/** Whether all that holds this field is there in every object of the kind. */
	readonly isFrame: boolean;
}

function compare(
	found: Found,
	old: Json | undefined,
	next: Json | undefined,
	where: Where,
): void {
	const { path, names, shapeOf, isItem } = where;
	const hasOld = old !== undefined && old !== null;
	const hasNext = next !== undefined && next !== null;
	if (!hasOld && !hasNext) return;
	const own = isItem ? itemShape(shapeOf, names) : shapeOf;
	const before = hasOld ? partsOf(old, names, own) : undefined;
	const after = hasNext ? partsOf(next, names, own) : undefined;
	const wanted = { withHolders: true, path, isItem };
	if (!hasNext) {
		found.removed.push(...pathsIn(old as Json, names, shapeOf, wanted));
	} else if (!hasOld && !(where.isFrame && after)) {
		found.added.push(...pathsIn(next, names, shapeOf, wanted));
	} else if (after && (before || !hasOld)) {
		compareParts(found, { before: before?.parts, after }, where);
	} else if (!isDeepStrictEqual(old, next)) {
		found.modified.push(path);
	}
}

function compareParts(
	found: Found,
	parts: {
		before: NonNullable<ReturnType<typeof partsOf>>["parts"] | undefined;
		after: NonNullable<ReturnType<typeof partsOf>>;
	},
	where: Where,
): void {
	const before = parts.before ?? new Map();
	const after = parts.after.parts;
	for (const element of new Set([...before.keys(), ...after.keys()])) {
		const [old, next] = [before.get(element), after.get(element)];
		const names = (next ?? old)?.names ?? [];
		compare(found, old?.value, next?.value, {
			path: [...where.path, element],
			names,
			shapeOf: where.shapeOf,
			isItem: parts.after.kind === "list",
			isFrame:
				where.isFrame &&
				parts.after.kind === "map" &&
				alwaysThere.has(names.at(-1) ?? ""),
		});
	}
}
