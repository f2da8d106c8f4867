import type { Json } from "../kube-object.ts";

/**
 * A set of fields as `managedFields` holds it: a tree of path elements (`f:name`, `k:{"name":"x"}`,
 * `v:"x"`), each of which may itself be a member. Sets are never changed once built.
 */
export interface FieldSet {
	readonly isMember: boolean;
	readonly children: ReadonlyMap<string, FieldSet>;
}

export type FieldPath = readonly string[];

export const emptySet: FieldSet = { isMember: false, children: new Map() };

export function isEmptySet(set: FieldSet): boolean {
	return !set.isMember && set.children.size === 0;
}

export function setOfPaths(paths: Iterable<FieldPath>): FieldSet {
	const root = newNode();
	for (const path of paths) {
		let node = root;
		for (const element of path) {
			let child = node.children.get(element);
			if (!child) {
				child = newNode();
				node.children.set(element, child);
			}
			node = child;
		}
		node.isMember = true;
	}
	return root;
}

interface Node {
	isMember: boolean;
	children: Map<string, Node>;
}

function newNode(): Node {
	return { isMember: false, children: new Map() };
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
	const children = new Map(left.children);
	for (const [element, child] of right.children) {
		const own = children.get(element);
		children.set(element, own ? union(own, child) : child);
	}
	return { isMember: left.isMember || right.isMember, children };
}

export function difference(left: FieldSet, right: FieldSet): FieldSet {
	const children = new Map<string, FieldSet>();
	for (const [element, child] of left.children) {
		const other = right.children.get(element);
		const rest = other ? difference(child, other) : child;
		if (!isEmptySet(rest)) children.set(element, rest);
	}
	return { isMember: left.isMember && !right.isMember, children };
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
	const children = new Map<string, FieldSet>();
	for (const [element, child] of left.children) {
		const other = right.children.get(element);
		const common = other ? intersection(child, other) : emptySet;
		if (!isEmptySet(common)) children.set(element, common);
	}
	return { isMember: left.isMember && right.isMember, children };
}

export function sameSet(left: FieldSet, right: FieldSet): boolean {
	return (
		isEmptySet(difference(left, right)) && isEmptySet(difference(right, left))
	);
}

/** The part of a set below a path; `undefined` when nothing at or below it is in the set. */
export function below(set: FieldSet, path: FieldPath): FieldSet | undefined {
	let node: FieldSet | undefined = set;
	for (const element of path) node = node?.children.get(element);
	return node;
}

/** Every member, parents before their children. */
export function* members(
	set: FieldSet,
	path: FieldPath = [],
): Iterable<FieldPath> {
	if (set.isMember) yield path;
	for (const [element, child] of sorted(set)) {
		yield* members(child, [...path, element]);
	}
}

function sorted(set: FieldSet): [string, FieldSet][] {
	return [...set.children].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** The JSON form of `fieldsV1`. */
export function encodeSet(set: FieldSet): { [key: string]: Json } {
	const encoded: { [key: string]: Json } = {};
	if (set.isMember && set.children.size > 0) encoded["."] = {};
	for (const [element, child] of sorted(set)) {
		encoded[element] = encodeSet(child);
	}
	return encoded;
}

/** Reads the JSON form; what is no field set is taken as empty. */
export function decodeSet(encoded: unknown): FieldSet {
	const { children } = decodeNode(encoded);
	return { isMember: false, children };
}

function decodeNode(encoded: unknown): FieldSet {
	const children = new Map<string, FieldSet>();
	if (typeof encoded !== "object" || encoded === null)
		return { isMember: true, children };
	let isMember = false;
	for (const [element, child] of Object.entries(encoded)) {
		if (element === ".") isMember = true;
		else children.set(element, decodeNode(child));
	}
	return { isMember: isMember || children.size === 0, children };
}

/** A path as messages show it: `.spec.containers[name="cart"].image`. */
export function showPath(path: FieldPath): string {
	return path.map(showElement).join("");
}

function showElement(element: string): string {
	const content = element.slice(2);
	if (element.startsWith("f:")) return `.${content}`;
	if (element.startsWith("v:")) return `[=${content}]`;
	if (element.startsWith("i:")) return `[${content}]`;
	const keys = Object.entries(JSON.parse(content) as Record<string, Json>);
	return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
}
