import type { KubeObject } from "../kube-object.ts";
import type {
	CustomResourceVersion,
	ResourceType,
	Subresource,
} from "./resource-type.ts";

const customVerbs = [
	"delete",
	"deletecollection",
	"get",
	"list",
	"patch",
	"create",
	"update",
	"watch",
];
const subresourceVerbs = ["get", "patch", "update"];

/** The resources that a CustomResourceDefinition makes the server serve: one per served version. */
export function customResourceTypes(definition: KubeObject): ResourceType[] {
	const versions = (definition.spec?.versions ?? []) as CustomResourceVersion[];
	return byPreference(versions.filter((version) => isServed(version))).map(
		(version) => customResourceType(definition, version),
	);
}

function isServed(version: CustomResourceVersion): boolean {
	return (version as { served?: boolean }).served === true;
}

function customResourceType(
	definition: KubeObject,
	custom: CustomResourceVersion,
): ResourceType {
	const { group, names, scope } = definition.spec;
	return {
		group,
		version: custom.name,
		resource: names.plural,
		singular: names.singular ?? String(names.kind).toLowerCase(),
		kind: names.kind,
		namespaced: scope === "Namespaced",
		verbs: customVerbs,
		shortNames: names.shortNames ?? [],
		categories: names.categories ?? [],
		subresources: subresourcesOf(definition, custom),
		storageKey: `${group}/${names.plural}`,
		custom,
	};
}

function subresourcesOf(
	definition: KubeObject,
	custom: CustomResourceVersion,
): Subresource[] {
	const { group, names } = definition.spec;
	const subresources: Subresource[] = [];
	if (custom.subresources?.status) {
		subresources.push({
			subresource: "status",
			responseKind: { group, version: custom.name, kind: names.kind },
			verbs: subresourceVerbs,
		});
	}
	if (custom.subresources?.scale) {
		subresources.push({
			subresource: "scale",
			responseKind: { group: "autoscaling", version: "v1", kind: "Scale" },
			verbs: subresourceVerbs,
		});
	}
	return subresources;
}

/** GA before beta before alpha, newer before older, anything else by name: the server's order of versions. */
function byPreference(
	versions: readonly CustomResourceVersion[],
): CustomResourceVersion[] {
	return versions.toSorted((left, right) => compare(left.name, right.name));
}

function compare(left: string, right: string): number {
	const [a, b] = [rank(left), rank(right)];
	for (let i = 0; i < a.length; i++) {
		const difference = (b[i] as number) - (a[i] as number);
		if (difference !== 0) return difference;
	}
	return left < right ? -1 : 1;
}

function rank(version: string): [number, number, number] {
	const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
	if (!match) return [0, 0, 0];
	const stage = match[2] === "alpha" ? 1 : match[2] === "beta" ? 2 : 3;
	return [stage, Number(match[1]), Number(match[3] ?? 0)];
}
