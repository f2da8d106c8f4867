import type { Json } from "../kube-object.ts";
import type { FieldPath } from "./field-set.ts";
import { keyDefaults } from "./field-shapes.ts";

type JsonObject = { [key: string]: Json };

/** Takes the value at a path away, in place, and with it the holders it leaves empty that are free too. */
export function removePath(
	root: JsonObject,
	path: FieldPath,
	isFree: (path: FieldPath) => boolean,
): void {
	const holders: Json[] = [root];
	for (const element of path.slice(0, -1)) {
		const next = stepInto(holders.at(-1) as Json, element);
		if (next === undefined) return;
		holders.push(next);
	}
	for (let depth = path.length; depth > 0; depth--) {
		const holder = holders[depth - 1] as Json;
		drop(holder, path[depth - 1] as string);
		const isEmpty =
			typeof holder === "object" &&
			holder !== null &&
			Object.keys(holder).length === 0;
		if (!isEmpty || depth <= 2 || !isFree(path.slice(0, depth - 1))) return;
	}
}

function stepInto(value: Json, element: string): Json | undefined {
	if (Array.isArray(value)) return value[indexOf(value, element)];
	if (typeof value !== "object" || value === null) return undefined;
	return value[element.slice(2)];
}

function drop(holder: Json, element: string): void {
	if (Array.isArray(holder)) {
		const at = indexOf(holder, element);
		if (at >= 0) holder.splice(at, 1);
	} else if (typeof holder === "object" && holder !== null) {
		delete holder[element.slice(2)];
	}
}

function indexOf(list: readonly Json[], element: string): number {
	// The field may have been a map when it was written; a list has no such place.
	if (element.startsWith("f:")) return -1;
	const content: Json = JSON.parse(element.slice(2));
	if (element.startsWith("v:"))
		return list.findIndex(
			(item) => JSON.stringify(item) === JSON.stringify(content),
		);
	const keys = Object.entries(content as JsonObject);
	return list.findIndex((item) =>
		keys.every(
			([key, value]) =>
				((item as JsonObject)[key] ?? keyDefaults[key]) === value,
		),
	);
}
