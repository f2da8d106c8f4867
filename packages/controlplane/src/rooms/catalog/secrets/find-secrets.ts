import {
	isSecretName,
	readSecretReference,
	secretReferenceKey,
	secretsInText,
} from "@quarterdeck/contract";
import {
	isSecretPlace,
	namedKeys,
	namingKeys,
} from "@quarterdeck/contract/configuration";
import {
	type Document,
	isAlias,
	isMap,
	isNode,
	isScalar,
	isSeq,
	type Node,
	type Pair,
	type Scalar,
	type YAMLMap,
	type YAMLSeq,
} from "yaml";

export interface FoundSecrets {
	/** Every text that is secret, however short. */
	readonly texts: ReadonlySet<string>;
	/** Where they are written: also what an alias at a secret's place means. */
	readonly nodes: ReadonlySet<Scalar>;
}

/** Shorter ones are not looked for elsewhere in the text: they would be found everywhere. */
export const shortestSecret = 6;

/** What a document may unfold to, anchors counted as often as they are used; a file that is applied has fewer. */
const maxValues = 200_000;
const maxDepth = 60;

/**
 * The secrets of a document by their place, with aliases and merges followed, by the name beside them, and in addresses.
 * Undefined when it unfolds to more than is looked at: then nothing is known of what is secret in it.
 */
export function findSecrets(
	document: Document.Parsed,
): FoundSecrets | undefined {
	const walk = createWalk();
	walk.visit(document.contents, {
		path: [],
		depth: 0,
		isSecret: false,
		isNamed: false,
	});
	return walk.gaveUp ? undefined : walk;
}

function isSecretFlag(value: unknown): boolean {
	const name = /^--?([\w-]+)$/.exec(String(value))?.[1];
	return name !== undefined && isSecretName(name);
}

/** What refers to a secret is none, and is shown; what only looks so is whatever its place says. */
function isReference(node: unknown): boolean {
	if (!isMap(node) || node.items.length !== 1) return false;
	const [pair] = node.items;
	const { key, value } = pair ?? {};
	return (
		isScalar(key) &&
		key.value === secretReferenceKey &&
		isScalar(value) &&
		!("problem" in readSecretReference({ [secretReferenceKey]: value.value }))
	);
}

interface Place {
	readonly path: readonly string[];
	/** Values are replayed at an alias: this counts them too. */
	readonly depth: number;
	readonly isSecret: boolean;
	/** Whether a map merged into one that names a secret. */
	readonly isNamed: boolean;
}

function createWalk() {
	const texts = new Set<string>();
	const nodes = new Set<Scalar>();
	const anchors = new Map<string, Node>();
	let values = 0;
	let gaveUp = false;

	function visit(node: unknown, place: Place): void {
		if (++values > maxValues || place.depth > maxDepth) gaveUp = true;
		if (gaveUp) return;
		const below = { ...place, depth: place.depth + 1 };
		if (isAlias(node)) visit(anchors.get(node.source), below);
		else if (isNode(node)) remember(node);
		if (isReference(node)) return;
		if (isScalar(node)) see(node, place);
		else if (isSeq(node)) visitSeq(node, below);
		else if (isMap(node)) visitMap(node, below);
	}
	/** An alias means the last anchor of its name before it. */
	function remember(node: Node): void {
		if ("anchor" in node && node.anchor) anchors.set(node.anchor, node);
	}
	function see(node: Scalar, { isSecret }: Place): void {
		const { value, source } = node;
		if (typeof value === "string") seeText(node, value);
		if (!isSecret || value === null || typeof value === "boolean") return;
		nodes.add(node);
		texts.add(String(value));
		if (typeof value !== "string" && source !== undefined) texts.add(source);
	}
	/** What is too short to be looked for elsewhere is hidden with all that stands around it. */
	function seeText(node: Scalar, value: string): void {
		for (const text of secretsInText(value)) {
			texts.add(text);
			if (text.length < shortestSecret) nodes.add(node);
		}
	}
	/** Arguments of a program: a flag's value may be the next item. */
	function visitSeq({ items }: YAMLSeq, place: Place): void {
		for (const [i, item] of items.entries()) {
			const before = items[i - 1];
			const isValue = isScalar(before) && isSecretFlag(before.value);
			visit(item, { ...place, isSecret: place.isSecret || isValue });
		}
	}
	function visitMap(map: YAMLMap, place: Place): void {
		const isNamed = place.isNamed || namesSecret(map, 0);
		for (const pair of map.items) {
			const key = isScalar(pair.key) ? String(pair.key.value) : "";
			if (key === "<<") visit(pair.value, { ...place, isNamed });
			else visitPair(pair, key, place, isNamed);
		}
	}
	function visitPair(
		{ value }: Pair,
		key: string,
		place: Place,
		isNamed: boolean,
	): void {
		const path = [...place.path, key];
		const isSecret =
			isSecretPlace(path) ||
			place.isSecret ||
			(isNamed && namedKeys.includes(key));
		visit(value, {
			path,
			depth: place.depth,
			isSecret,
			isNamed: false,
		});
	}
	/** Whether the map, or one merged into it, has a name that looks like that of a secret. */
	function namesSecret(map: YAMLMap, depth: number): boolean {
		return map.items.some(({ key, value }) => {
			if (++values > maxValues || depth > maxDepth) gaveUp = true;
			if (gaveUp || !isScalar(key)) return false;
			const meant = isAlias(value) ? anchors.get(value.source) : value;
			if (key.value !== "<<")
				return (
					namingKeys.includes(String(key.value)) &&
					isScalar(meant) &&
					isSecretName(String(meant.value))
				);
			const merged = isSeq(meant) ? meant.items : [meant];
			return merged.some((one) => {
				const source = isAlias(one) ? anchors.get(one.source) : one;
				return isMap(source) && namesSecret(source, depth + 1);
			});
		});
	}
	return {
		visit,
		texts,
		nodes,
		get gaveUp() {
			return gaveUp;
		},
	};
}
