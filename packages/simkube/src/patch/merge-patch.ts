import type { Json } from "../kube-object.ts";
import { badPatch, goTypeOf } from "./patch-refusal.ts";

type JsonObject = { [key: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** Applies an RFC 7386 patch; neither argument is changed. Throws StatusError 400 when the patch is no object. */
export function applyMergePatch(target: Json, patch: Json): Json {
	if (!isObject(patch))
		throw badPatch(
			`error decoding patch: json: cannot unmarshal ${goTypeOf(patch)} into Go value of type map[string]interface {}`,
		);
	return merge(target, patch);
}

function merge(target: Json | undefined, patch: Json): Json {
	if (!isObject(patch)) return patch;
	const merged = new Map(isObject(target) ? Object.entries(target) : []);
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) merged.delete(key);
		else merged.set(key, merge(merged.get(key), value));
	}
	return Object.fromEntries(merged);
}
