import { toResourceDiscovery } from "../discovery/aggregated-discovery.ts";
import {
	apiGroup,
	apiGroupList,
	apiResourceList,
} from "../discovery/plain-discovery.ts";
import {
	builtinGroups,
	type GroupDiscovery,
} from "../resources/built-in-groups.ts";
import type { ResourceRegistry } from "../resources/resource-registry.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { Exchange } from "./exchange.ts";
import { sendJson, sendPageNotFound, sendText } from "./respond.ts";

/** Answers `/api`, `/apis` and what lies below them without naming a resource. */
export function answerDiscovery(
	registry: ResourceRegistry,
	exchange: Exchange,
): void {
	const parts = exchange.info.path.split("/").filter((part) => part !== "");
	const [root, ...rest] = parts;
	if (rest.length === 0) {
		answerRoot(registry, exchange, root === "api");
		return;
	}
	const found = documentAt(registry.all(), root === "api", rest);
	if (found) sendJson(exchange, 200, found);
	else sendPageNotFound(exchange);
}

function documentAt(
	types: readonly ResourceType[],
	isCore: boolean,
	[first = "", second]: readonly string[],
): object | undefined {
	if (isCore)
		return second === undefined ? apiResourceList(types, "", first) : undefined;
	return second === undefined
		? apiGroup(types, first)
		: apiResourceList(types, first, second);
}

function answerRoot(
	registry: ResourceRegistry,
	exchange: Exchange,
	isCore: boolean,
): void {
	const version = aggregatedVersion(exchange);
	if (version) {
		sendText(
			exchange,
			200,
			JSON.stringify({
				kind: "APIGroupDiscoveryList",
				apiVersion: `apidiscovery.k8s.io/${version}`,
				metadata: {},
				items: groupsOf(registry, isCore),
			}),
			`application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
		);
		return;
	}
	sendJson(
		exchange,
		200,
		isCore ? coreVersions(exchange) : apiGroupList(registry.all()),
	);
}

function coreVersions(exchange: Exchange): object {
	return {
		kind: "APIVersions",
		versions: ["v1"],
		serverAddressByClientCIDRs: [
			{
				clientCIDR: "0.0.0.0/0",
				serverAddress: exchange.request.headers.host ?? "",
			},
		],
	};
}

/** The version of aggregated discovery that the client takes first; `undefined` when it wants the plain form. */
function aggregatedVersion(exchange: Exchange): string | undefined {
	for (const clause of (exchange.request.headers.accept ?? "").split(",")) {
		const words = clause.split(";").map((word) => word.trim());
		if (words[0] !== "application/json") continue;
		if (!words.includes("as=APIGroupDiscoveryList")) return undefined;
		if (words.includes("v=v2")) return "v2";
		if (words.includes("v=v2beta1")) return "v2beta1";
	}
	return undefined;
}

function groupsOf(
	registry: ResourceRegistry,
	isCore: boolean,
): readonly GroupDiscovery[] {
	if (isCore) return builtinGroups.slice(0, 1);
	const builtinNames = new Set(
		builtinGroups.map((group) => group.metadata.name ?? ""),
	);
	const others = registry.all().filter((type) => !builtinNames.has(type.group));
	return [...builtinGroups.slice(1), ...asGroups(others)];
}

function asGroups(types: readonly ResourceType[]): GroupDiscovery[] {
	return [...new Set(types.map((type) => type.group))].map((name) => {
		const own = types.filter((type) => type.group === name);
		const versions = [...new Set(own.map((type) => type.version))];
		return {
			metadata: { name, creationTimestamp: null },
			versions: versions.map((version) => ({
				version,
				freshness: "Current",
				resources: own
					.filter((type) => type.version === version)
					.map(toResourceDiscovery),
			})),
		};
	});
}
