import { isKubeStatus, type KubeClient } from "../../plumbing/kube/index.ts";
import type { ResourceReader } from "./resource-reader.ts";
import type { WatchedResource } from "./watches.ts";

/** Of a page all objects are in memory at once; a pod has some five thousand bytes. */
const pageSize = 100;

/** The resource in all namespaces, through a client that acts as its identity. */
export function createKubeReader(
	client: KubeClient,
	{ apiVersion, resource }: WatchedResource,
	objects: "whole" | "metadata",
): ResourceReader {
	const at = { apiVersion, resource };
	const metadataOnly = objects === "metadata";
	const reason = "watch for sources";
	return {
		list: (signal) =>
			client.list(at, { reason, signal, pageSize, metadataOnly }),
		watch: (resourceVersion, signal, hears) =>
			client.watch(at, {
				reason,
				signal,
				resourceVersion,
				metadataOnly,
				...hears,
			}),
	};
}

/** Whether the version that was asked for is not known any more. */
export function isExpired(error: unknown): boolean {
	return isKubeStatus(error, 410);
}

/** Why a watch does not go on, for whoever configured it. */
export function explain(
	error: unknown,
	{ apiVersion, resource, identity }: WatchedResource,
): string {
	const what = `${apiVersion}/${resource}`;
	if (isKubeStatus(error, 403)) {
		const who = identity
			? `the user ${identity.user}${identity.groups.length > 0 ? ` (groups ${identity.groups.join(", ")})` : ""}`
			: "the agent";
		return `${who} may not list and watch ${what} in all namespaces`;
	}
	if (isKubeStatus(error, 404))
		return `the cluster does not have the resource ${what} (yet)`;
	const said = error instanceof Error ? error.message : String(error);
	return `${what}: ${said}`.slice(0, 500);
}
