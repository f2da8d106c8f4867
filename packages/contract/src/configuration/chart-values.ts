import { isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";

/** Values of Botkube's chart inside another file: where they stand, and as what. */
export interface ChartValues {
	/** What people read, e.g. `spec.values of the HelmRelease botkube`; empty when the file is the values. */
	readonly place: string;
	/** The map itself; or the text that holds it, as Argo CD and k3s write it. */
	readonly node: YAMLMap | TextNode;
}

/** A text that is YAML itself. */
export interface TextNode {
	readonly text: string;
	readonly node: Node;
}

/** Keys of the chart that are no part of the configuration: they say how Botkube is deployed. */
export const chartKeys: readonly string[] = [
	"affinity",
	"config",
	"containerSecurityContext",
	"deployment",
	"existingCommunicationsSecretName",
	"extraAnnotations",
	"extraEnv",
	"extraLabels",
	"extraObjects",
	"extraVolumeMounts",
	"extraVolumes",
	"fullnameOverride",
	"global",
	"image",
	"kubeconfig",
	"nameOverride",
	"nodeSelector",
	"podSecurityPolicy",
	"priorityClassName",
	"rbac",
	"replicaCount",
	"resources",
	"securityContext",
	"service",
	"serviceAccount",
	"serviceMonitor",
	"ssl",
	"tolerations",
];

/** Keys that a configuration has at its root, and chart values too. */
const sharedKeys = ["communications", "executors", "sources"];

/** One of them in a text, at the beginning of a line as keys stand there. */
const sharedKeyLine = new RegExp(`^\\s*(${sharedKeys.join("|")})\\s*:`, "m");

/** Where each kind of object keeps the values of a chart. */
const kinds: Readonly<Record<string, readonly string[][]>> = {
	HelmRelease: [["spec", "values"]],
	HelmChart: [["spec", "valuesContent"]],
	HelmChartConfig: [["spec", "valuesContent"]],
	Application: [
		["spec", "source", "helm", "valuesObject"],
		["spec", "source", "helm", "values"],
		["spec", "sources", "*", "helm", "valuesObject"],
		["spec", "sources", "*", "helm", "values"],
	],
};

/** The values of a chart in one document of a file; undefined when it holds none, as a configuration does not. */
export function findChartValues(contents: unknown): ChartValues | undefined {
	if (!isMap(contents)) return undefined;
	return (
		insideObject(contents) ??
		underWrapper(contents, "") ??
		(chartKeysIn(contents).length > 0 && hasSharedKey(contents)
			? { place: "", node: contents }
			: undefined)
	);
}

/** The keys of the map that belong to the chart, in the order they are written. */
export function chartKeysIn(map: YAMLMap): readonly string[] {
	return keysOf(map).filter((key) => chartKeys.includes(key));
}

function insideObject(map: YAMLMap): ChartValues | undefined {
	const kind = map.get("kind");
	if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) return undefined;
	const name = map.getIn(["metadata", "name"]);
	for (const path of kinds[kind] ?? []) {
		const found = follow(map, path);
		if (!found) continue;
		const place = `${found.path} of the ${kind}${typeof name === "string" ? ` ${name}` : ""}`;
		const { node } = found;
		if (isMap(node)) {
			if (hasSharedKey(node)) return { place, node };
			const wrapped = underWrapper(node, place);
			if (wrapped) return wrapped;
		}
		if (isScalar(node) && typeof node.value === "string")
			if (sharedKeyLine.test(node.value))
				return { place, node: { text: node.value, node } };
	}
	return undefined;
}

/**
 * The values below `botkube:`, when a chart has Botkube as a dependency; undefined when they stand there themselves. The name may be
 * another one, because a dependency can have an alias.
 */
export function underWrapper(
	map: YAMLMap,
	outside: string,
): ChartValues | undefined {
	if (hasSharedKey(map)) return undefined;
	for (const { key, value } of map.items) {
		const name = isScalar(key) ? String(key.value) : "";
		if (!isMap(value) || !hasSharedKey(value)) continue;
		const place = outside === "" ? name : `${name} in ${outside}`;
		return { place, node: value };
	}
	return undefined;
}

function hasSharedKey(map: YAMLMap): boolean {
	return keysOf(map).some((key) => sharedKeys.includes(key));
}

function keysOf(map: YAMLMap): string[] {
	return map.items.flatMap(({ key }) =>
		isScalar(key) ? [String(key.value)] : [],
	);
}

function follow(
	node: unknown,
	[part, ...rest]: readonly string[],
	path = "",
): { readonly node: unknown; readonly path: string } | undefined {
	if (part === undefined)
		return node === undefined || node === null ? undefined : { node, path };
	if (part === "*") {
		const items: readonly unknown[] = isSeq(node) ? node.items : [];
		for (const [i, item] of items.entries()) {
			const found = follow(item, rest, `${path}[${i}]`);
			if (found) return found;
		}
		return undefined;
	}
	return isMap(node)
		? follow(node.get(part, true), rest, path === "" ? part : `${path}.${part}`)
		: undefined;
}
