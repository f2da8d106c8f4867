import { createHash } from "node:crypto";
import { apiVersionOf, type ResourceType } from "../resources/resource-type.ts";

/** `GET /apis`: the groups, each with its versions. */
export function apiGroupList(types: readonly ResourceType[]) {
	return {
		kind: "APIGroupList",
		apiVersion: "v1",
		groups: groupNames(types).map((name) => groupEntry(types, name)),
	};
}

/** `GET /apis/<group>`; `undefined` for a group that is not served. */
export function apiGroup(types: readonly ResourceType[], name: string) {
	if (!groupNames(types).includes(name)) return undefined;
	return {
		kind: "APIGroup",
		apiVersion: "v1",
		...groupEntry(types, name),
	};
}

/** `GET /apis/<group>/<version>`; `undefined` for a version that is not served. */
export function apiResourceList(
	types: readonly ResourceType[],
	group: string,
	version: string,
) {
	const served = types.filter(
		(type) => type.group === group && type.version === version,
	);
	if (served.length === 0) return undefined;
	const groupVersion = apiVersionOf({ group, version });
	const isCore = groupVersion === "v1";
	return {
		kind: "APIResourceList",
		...(isCore ? {} : { apiVersion: "v1" }),
		groupVersion,
		resources: served.flatMap((type) => resourceEntries(type)),
	};
}

function groupNames(types: readonly ResourceType[]): string[] {
	return [...new Set(types.map((type) => type.group))].filter(
		(name) => name !== "",
	);
}

function groupEntry(types: readonly ResourceType[], name: string) {
	const versions = [
		...new Set(
			types.filter((type) => type.group === name).map((type) => type.version),
		),
	].map((version) => ({ groupVersion: `${name}/${version}`, version }));
	return { name, versions, preferredVersion: versions[0] };
}

function resourceEntries(type: ResourceType): object[] {
	const entry = {
		name: type.resource,
		singularName: type.singular,
		namespaced: type.namespaced,
		kind: type.kind,
		verbs: type.verbs,
		...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
		...(type.categories.length > 0 ? { categories: type.categories } : {}),
		...(type.verbs.includes("list")
			? { storageVersionHash: storageVersionHash(type) }
			: {}),
	};
	return [entry, ...type.subresources.map((sub) => subEntry(type, sub))];
}

function subEntry(
	type: ResourceType,
	sub: ResourceType["subresources"][number],
) {
	const { group, version, kind } = sub.responseKind;
	const isOwn = !version || (group === type.group && version === type.version);
	return {
		name: `${type.resource}/${sub.subresource}`,
		singularName: "",
		namespaced: type.namespaced,
		...(isOwn ? {} : { group, version }),
		kind,
		verbs: sub.verbs,
	};
}

/** The first eight bytes of the digest of the storage version, as the real server prints it. */
function storageVersionHash(type: ResourceType): string {
	return createHash("sha256")
		.update(`${apiVersionOf(type)}/${type.kind}`)
		.digest()
		.subarray(0, 8)
		.toString("base64");
}
