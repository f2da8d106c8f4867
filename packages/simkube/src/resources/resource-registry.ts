import type { KubeObject } from "../kube-object.ts";
import { builtinGroups, resourceTypesOf } from "./built-in-groups.ts";
import { customResourceTypes } from "./custom-resource-types.ts";
import { metricsResourceTypes } from "./metrics-resource-types.ts";
import { apiVersionOf, type ResourceType } from "./resource-type.ts";

/** Which resources this cluster serves right now. */
export interface ResourceRegistry {
	find(
		group: string,
		version: string,
		resource: string,
	): ResourceType | undefined;
	byKind(apiVersion: string, kind: string): ResourceType | undefined;
	/** All versions under which a resource is served, in the order of preference. */
	byStorageKey(storageKey: string): ResourceType[];
	/** All served types, built-in ones first. */
	all(): ResourceType[];
	customTypes(): ResourceType[];
	hasGroupVersion(group: string, version: string): boolean;
	/** Serves what a CustomResourceDefinition describes, instead of what it described before. */
	define(definition: KubeObject): void;
	undefine(definitionName: string): void;
}

const builtinTypes = resourceTypesOf(builtinGroups);
const builtinByPath = new Map(builtinTypes.map((type) => [pathOf(type), type]));
const builtinByKind = new Map<string, ResourceType>();
const builtinByStorageKey = new Map<string, ResourceType[]>();
for (const type of builtinTypes) {
	const kind = `${apiVersionOf(type)}/${type.kind}`;
	if (!builtinByKind.has(kind)) builtinByKind.set(kind, type);
	const versions = builtinByStorageKey.get(type.storageKey) ?? [];
	builtinByStorageKey.set(type.storageKey, [...versions, type]);
}

export function createResourceRegistry(options: {
	metrics: boolean;
}): ResourceRegistry {
	const custom = new Map<string, ResourceType[]>();
	const extra = options.metrics ? metricsResourceTypes : [];
	let byPath = new Map<string, ResourceType>();

	function refresh(): void {
		byPath = new Map(
			[...extra, ...customTypes()].map((type) => [pathOf(type), type]),
		);
	}

	function customTypes(): ResourceType[] {
		return [...custom.values()].flat();
	}

	function all(): ResourceType[] {
		return [...builtinTypes, ...byPath.values()];
	}

	refresh();
	return {
		find(group, version, resource) {
			const path = `${group}/${version}/${resource}`;
			return builtinByPath.get(path) ?? byPath.get(path);
		},
		byKind: (apiVersion, kind) =>
			builtinByKind.get(`${apiVersion}/${kind}`) ??
			[...byPath.values()].find(
				(type) => type.kind === kind && apiVersionOf(type) === apiVersion,
			),
		byStorageKey: (storageKey) =>
			builtinByStorageKey.get(storageKey) ??
			[...byPath.values()].filter((type) => type.storageKey === storageKey),
		all,
		customTypes,
		hasGroupVersion: (group, version) =>
			all().some((type) => type.group === group && type.version === version),
		define(definition) {
			custom.set(
				definition.metadata.name ?? "",
				customResourceTypes(definition),
			);
			refresh();
		},
		undefine(definitionName) {
			custom.delete(definitionName);
			refresh();
		},
	};
}

function pathOf(type: ResourceType): string {
	return `${type.group}/${type.version}/${type.resource}`;
}
