import type { Json } from "../kube-object.ts";
import {
	type Identity,
	identityBy,
	keyText,
	orderMerged,
	placesOf,
} from "./list-merge.ts";
import { badPatch, goTypeOf, inapplicablePatch } from "./patch-refusal.ts";
import type { FieldPatch, PatchSchema } from "./patch-schema.ts";

type JsonObject = { [key: string]: Json };

const orderPrefix = "$setElementOrder/";
const deletePrefix = "$deleteFromPrimitiveList/";
const isObject = (value: Json | undefined): value is JsonObject =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const isDirective = (key: string): boolean =>
	key === "$patch" ||
	key === "$retainKeys" ||
	key.startsWith(orderPrefix) ||
	key.startsWith(deletePrefix);

/**
 * Applies a strategic merge patch as apimachinery does, directives included (`$patch`, `$retainKeys`,
 * `$setElementOrder/…`, `$deleteFromPrimitiveList/…`); neither argument is changed.
 * Throws StatusError 400 for a patch that cannot be read and 422 for one that does not fit the object.
 */
export function applyStrategicMergePatch(
	target: Json,
	patch: Json,
	schema: PatchSchema,
): Json {
	if (!isObject(patch))
		throw badPatch(
			`error decoding patch: json: cannot unmarshal ${goTypeOf(patch)} into Go value of type map[string]interface {}`,
		);
	return mergeObject(isObject(target) ? target : {}, patch, schema);
}

function mergeObject(
	target: JsonObject,
	patch: JsonObject,
	schema: PatchSchema,
): JsonObject {
	if (Object.hasOwn(patch, "$patch"))
		return obeyPatchDirective(target, patch, schema);
	const merged = new Map(Object.entries(retainKeys(target, patch)));
	for (const key of touchedKeys(patch)) {
		const field = schema.field(key);
		const value = patch[key];
		if (value === null) merged.delete(key);
		else if (mergesAsList(merged.get(key), value, patch, key)) {
			const list = mergeList({ live: merged.get(key), patch, key, field });
			if (list !== undefined) merged.set(key, list);
		} else if (value !== undefined) {
			const current = merged.get(key);
			merged.set(
				key,
				isObject(current) && isObject(value)
					? mergeObject(current, value, field?.below ?? nothingKnown)
					: withoutDirectives(value),
			);
		}
	}
	return Object.fromEntries(merged);
}

const nothingKnown: PatchSchema = {
	typeName: "unknown",
	field: () => undefined,
};

function obeyPatchDirective(
	target: JsonObject,
	patch: JsonObject,
	schema: PatchSchema,
): JsonObject {
	const { $patch: directive, ...rest } = patch;
	if (directive === "replace") return rest;
	if (directive === "delete") return {};
	if (directive === "merge") return mergeObject(target, rest, schema);
	throw badPatch(
		`unknown patch type: ${String(directive)} in map: ${JSON.stringify(patch)}`,
	);
}

/** Every field the patch says anything about, be it by value or by a directive beside it. */
function touchedKeys(patch: JsonObject): Set<string> {
	const keys = new Set<string>();
	for (const key of Object.keys(patch)) {
		if (key.startsWith(orderPrefix)) keys.add(key.slice(orderPrefix.length));
		else if (key.startsWith(deletePrefix))
			keys.add(key.slice(deletePrefix.length));
		else if (!isDirective(key)) keys.add(key);
	}
	return keys;
}

function retainKeys(target: JsonObject, patch: JsonObject): JsonObject {
	const retained = patch.$retainKeys;
	if (retained === undefined) return target;
	if (!Array.isArray(retained))
		throw badPatch("invalid patch format of retainKeys");
	for (const [key, value] of Object.entries(patch))
		if (!isDirective(key) && value !== null && !retained.includes(key))
			throw badPatch("patch content doesn't match retainKeys list");
	return Object.fromEntries(
		Object.entries(target).filter(([key]) => retained.includes(key)),
	);
}

function mergesAsList(
	current: Json | undefined,
	value: Json | undefined,
	patch: JsonObject,
	key: string,
): boolean {
	if (value !== undefined)
		return Array.isArray(value) && Array.isArray(current);
	return (
		Object.hasOwn(patch, orderPrefix + key) ||
		(Object.hasOwn(patch, deletePrefix + key) && Array.isArray(current))
	);
}

function mergeList(of: {
	readonly live: Json | undefined;
	readonly patch: JsonObject;
	readonly key: string;
	readonly field: FieldPatch | undefined;
}): Json[] | undefined {
	const { patch, key, field } = of;
	const live = Array.isArray(of.live) ? of.live : undefined;
	const wanted = patch[key];
	const deleted = directiveList(patch, deletePrefix + key);
	const order = directiveList(patch, orderPrefix + key);
	if (live === undefined) return undefined;
	if (field?.strategy !== "merge") return Array.isArray(wanted) ? wanted : live;
	const gone = new Set(deleted?.map((item) => JSON.stringify(item)));
	const kept = live.filter((item) => !gone.has(JSON.stringify(item)));
	const items = Array.isArray(wanted) ? wanted : [];
	return mergeItems({ live: kept, items, order, field });
}

function directiveList(patch: JsonObject, key: string): Json[] | undefined {
	const list = patch[key];
	if (list === undefined || list === null) return undefined;
	if (!Array.isArray(list))
		throw badPatch(
			key.startsWith(orderPrefix)
				? "invalid patch format of setElementOrder list"
				: "invalid patch format of primitive list",
		);
	return list;
}

function mergeItems(of: {
	readonly live: readonly Json[];
	readonly items: readonly Json[];
	readonly order: readonly Json[] | undefined;
	readonly field: FieldPatch;
}): Json[] {
	const { live, items, order, field } = of;
	if ([...live, ...items].some(Array.isArray))
		throw badPatch("lists of lists are not supported");
	const objects = [...live, ...items].some(isObject);
	const mergeKey = objects ? field.mergeKey : undefined;
	const identity = identityBy(mergeKey);
	const plain = mergeKey
		? obeyItemDirectives(live, items, mergeKey)
		: { live, items, replaced: false };
	if (plain.replaced) return [...plain.items];
	const merged = mergeByIdentity(plain.live, plain.items, {
		identity,
		schema: field.below,
	});
	if (order !== undefined) assertOrderNames(plain.items, order, identity);
	return orderMerged({
		merged,
		order: order ?? plain.items,
		live: plain.live,
		identity,
	});
}

/** Takes out the items that are orders: `{$patch: delete, <key>: …}` and `{$patch: replace}`. */
function obeyItemDirectives(
	live: readonly Json[],
	items: readonly Json[],
	mergeKey: string,
): { live: readonly Json[]; items: readonly Json[]; replaced: boolean } {
	const identity = identityBy(mergeKey);
	const gone = new Set<string>();
	let replaced = false;
	const plain: Json[] = [];
	for (const item of items) {
		if (!isObject(item)) throw inapplicablePatch();
		const directive = item.$patch;
		if (directive === "replace") replaced = true;
		else if (directive === "delete") {
			demandKey(item, mergeKey);
			gone.add(keyText(item, identity));
		} else if (directive === undefined) plain.push(item);
		else
			throw badPatch(
				directive === "merge"
					? "merging lists cannot yet be specified in the patch"
					: `unknown patch type: ${String(directive)} in map: ${JSON.stringify(item)}`,
			);
	}
	const left = live.filter((one) => !gone.has(keyText(one, identity)));
	return { live: left, items: plain, replaced };
}

function demandKey(item: JsonObject, mergeKey: string): void {
	if (item[mergeKey] === undefined)
		throw badPatch(
			`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`,
		);
}

function mergeByIdentity(
	live: readonly Json[],
	items: readonly Json[],
	by: { readonly identity: Identity; readonly schema: PatchSchema },
): Json[] {
	const merged = [...live];
	const places = placesOf(merged, by.identity);
	for (const item of items) {
		if (by.identity(item) === undefined)
			throw badPatch(
				`map: ${JSON.stringify(item)} does not contain declared merge key`,
			);
		const key = keyText(item, by.identity);
		const at = places.get(key);
		if (at === undefined) {
			places.set(key, merged.length);
			merged.push(withoutDirectives(item));
			continue;
		}
		const found = merged[at];
		merged[at] =
			isObject(found) && isObject(item)
				? mergeObject(found, item, by.schema)
				: item;
	}
	return merged;
}

function assertOrderNames(
	items: readonly Json[],
	order: readonly Json[],
	identity: Identity,
): void {
	let next = 0;
	// Walked side by side, since an identity may stand in both lists more than once.
	for (const one of order) {
		const item = items[next];
		if (item === undefined) return;
		if (keyText(item, identity) === keyText(one, identity)) next += 1;
	}
	if (next < items.length)
		throw badPatch(
			`The order in patch list:\n${JSON.stringify(items)}\n doesn't match $setElementOrder list:\n${JSON.stringify(order)}\n`,
		);
}

/** A value that is new to the object: its orders and its nulls have nothing to act on. */
function withoutDirectives(value: Json): Json {
	if (Array.isArray(value))
		return value
			.filter((item) => !isObject(item) || item.$patch !== "delete")
			.map(withoutDirectives);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key, below]) => !isDirective(key) && below !== null)
			.map(([key, below]) => [key, withoutDirectives(below)]),
	);
}
