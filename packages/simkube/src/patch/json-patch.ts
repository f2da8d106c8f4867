import type { Json } from "../kube-object.ts";
import { StatusError } from "../status-error.ts";
import { badPatch, goTypeOf, inapplicablePatch } from "./patch-refusal.ts";

const maxOperations = 10_000;
/** All copies of one patch together, or a short patch could fill the memory by copying copies. */
const maxCopiedCharacters = 3 * 1024 * 1024;
type JsonObject = { [key: string]: Json };

interface Operation {
	readonly op: string;
	readonly path: string;
	readonly from: string | undefined;
	/** Undefined when the operation has none, which is not the same as null. */
	readonly value: Json | undefined;
}

/**
 * Applies an RFC 6902 patch to a copy of `target` (negative list indexes count from the end, as on a real server).
 * Throws StatusError: 400 for no patch at all, 413 for more than 10,000 operations, 422 when an operation
 * fails, a failed `test` included.
 */
export function applyJsonPatch(target: Json, patch: unknown): Json {
	const operations = readOperations(patch);
	let document = structuredClone(target);
	let copied = 0;
	for (const operation of operations) {
		if (operation.op === "copy")
			copied += JSON.stringify(read(document, fromOf(operation))).length;
		if (copied > maxCopiedCharacters) throw inapplicablePatch();
		document = apply(document, operation);
	}
	return document;
}

function readOperations(patch: unknown): Operation[] {
	if (!Array.isArray(patch))
		throw badPatch(
			`json: cannot unmarshal ${goTypeOf(patch)} into Go value of type jsonpatch.Patch`,
		);
	if (patch.length > maxOperations)
		throw new StatusError({
			code: 413,
			reason: "RequestEntityTooLarge",
			message: `Request entity too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`,
		});
	return patch.map(readOperation);
}

function readOperation(entry: unknown): Operation {
	if (typeof entry !== "object" || entry === null || Array.isArray(entry))
		throw badPatch(
			`json: cannot unmarshal ${goTypeOf(entry)} into Go value of type jsonpatch.Operation`,
		);
	const { op, path, from, value } = entry as Record<string, Json>;
	if (typeof op !== "string" || typeof path !== "string")
		throw inapplicablePatch();
	return {
		op,
		path,
		from: typeof from === "string" ? from : undefined,
		value,
	};
}

function apply(document: Json, operation: Operation): Json {
	const { op, path } = operation;
	switch (op) {
		case "add":
			return add(document, path, givenValue(operation));
		case "remove":
			return remove(document, path);
		case "replace":
			return replace(document, path, givenValue(operation));
		case "move": {
			const moved = read(document, fromOf(operation));
			return add(remove(document, fromOf(operation)), path, moved);
		}
		case "copy":
			return add(
				document,
				path,
				structuredClone(read(document, fromOf(operation))),
			);
		case "test": {
			const expected = operation.value ?? null;
			if (!sameJson(readOrNull(document, path), expected))
				throw inapplicablePatch();
			return document;
		}
		default:
			throw inapplicablePatch();
	}
}

function givenValue({ value }: Operation): Json {
	if (value === undefined) throw inapplicablePatch();
	return structuredClone(value);
}

function fromOf({ from }: Operation): string {
	if (from === undefined) throw inapplicablePatch();
	return from;
}

function split(path: string): string[] {
	if (path === "") return [];
	if (!path.startsWith("/")) throw inapplicablePatch();
	return path
		.slice(1)
		.split("/")
		.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The container of the last step, and that step. Throws when any step before the last is missing. */
function locate(document: Json, path: string): [Json[] | JsonObject, string] {
	const steps = split(path);
	const last = steps.pop();
	if (last === undefined) throw inapplicablePatch();
	let at = document;
	for (const step of steps) at = child(at, step);
	if (typeof at !== "object" || at === null) throw inapplicablePatch();
	return [at, last];
}

function child(at: Json, step: string): Json {
	if (Array.isArray(at)) return at[indexIn(at, step)] as Json;
	if (typeof at === "object" && at !== null && Object.hasOwn(at, step))
		return at[step] as Json;
	throw inapplicablePatch();
}

function indexIn(list: readonly Json[], step: string, room = 0): number {
	if (!/^-?\d+$/.test(step)) throw inapplicablePatch();
	const index = Number(step);
	const counted = index < 0 ? index + list.length + room : index;
	if (counted < 0 || counted >= list.length + room) throw inapplicablePatch();
	return counted;
}

function read(document: Json, path: string): Json {
	return split(path).reduce(child, document);
}

function readOrNull(document: Json, path: string): Json {
	const steps = split(path);
	if (steps.length === 0) return document;
	const [container, last] = locate(document, path);
	if (!Array.isArray(container) && !Object.hasOwn(container, last)) return null;
	return child(container, last);
}

function add(document: Json, path: string, value: Json): Json {
	if (path === "") return value;
	const [container, last] = locate(document, path);
	if (!Array.isArray(container)) set(container, last, value);
	else if (last === "-") container.push(value);
	else container.splice(indexIn(container, last, 1), 0, value);
	return document;
}

function replace(document: Json, path: string, value: Json): Json {
	if (path === "") return value;
	const [container, last] = locate(document, path);
	child(container, last);
	if (Array.isArray(container)) container[indexIn(container, last)] = value;
	else set(container, last, value);
	return document;
}

function remove(document: Json, path: string): Json {
	const [container, last] = locate(document, path);
	child(container, last);
	if (Array.isArray(container)) container.splice(indexIn(container, last), 1);
	else delete container[last];
	return document;
}

// A plain assignment to "__proto__" would change the object's nature instead of adding a key.
function set(container: JsonObject, key: string, value: Json): void {
	Object.defineProperty(container, key, {
		value,
		writable: true,
		enumerable: true,
		configurable: true,
	});
}

/** Whether two JSON values are equal, whatever the order of their keys. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
	if (a === b) return true;
	if (typeof a !== "object" || typeof b !== "object") return false;
	if (a === null || b === null) return false;
	if (Array.isArray(a) || Array.isArray(b))
		return (
			Array.isArray(a) &&
			Array.isArray(b) &&
			a.length === b.length &&
			a.every((item, index) => sameJson(item, b[index]))
		);
	const keys = Object.keys(a);
	return (
		keys.length === Object.keys(b).length &&
		keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
	);
}
