import {
	AppError,
	type PluginLogs,
	type PluginName,
} from "@quarterdeck/contract";
import { type Caller, checkMay } from "../permissions/index.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { type AgentSearch, reachableAgent } from "./reachable-agent.ts";

/**
 * The last lines that a plugin wrote in a cluster, from its agent. They may hold words of other people, so that every reading is recorded.
 * @throws AppError NOT_ALLOWED, INPUT_INVALID, CLUSTER_UNKNOWN, CLUSTER_NEVER_JOINED, CLUSTER_LOST, CLUSTER_SILENT, PLUGIN_UNKNOWN.
 */
export async function readPluginLogs(
	deps: FleetDeps & AgentSearch,
	caller: Caller,
	name: string,
	plugin: PluginName,
): Promise<PluginLogs> {
	await checkMay(deps, caller, "cluster.read");
	const { cluster, address } = await about(deps, caller, name, plugin);
	await record(deps, caller, "plugin.logs-read", cluster, plugin);
	return deps.agentOrders.readPluginLogs(address, name, plugin);
}

/** Replaces the processes of a plugin in a cluster, also when it is deactivated. @throws AppError as `readPluginLogs`. */
export async function restartPlugin(
	deps: FleetDeps & AgentSearch,
	caller: Caller,
	name: string,
	plugin: PluginName,
): Promise<void> {
	await checkMay(deps, caller, "plugin.restart");
	const { cluster, address } = await about(deps, caller, name, plugin);
	await record(deps, caller, "plugin.restart-asked", cluster, plugin);
	await deps.agentOrders.restartPlugin(address, name, plugin);
}

async function about(
	deps: FleetDeps & AgentSearch,
	{ organisationId }: Caller,
	name: string,
	{ key }: PluginName,
): ReturnType<typeof reachableAgent> {
	if (key.length < 1 || key.length > 256)
		throw new AppError("INPUT_INVALID", {
			field: "key",
			reason: "expected 1 to 256 characters",
		});
	return reachableAgent(deps, organisationId, name);
}

async function record(
	deps: FleetDeps,
	{ organisationId, actor }: Caller,
	code: "plugin.logs-read" | "plugin.restart-asked",
	cluster: Awaited<ReturnType<typeof reachableAgent>>["cluster"],
	{ key, kind }: PluginName,
): Promise<void> {
	await deps.transact((tx) =>
		deps.audit.recordEvent(tx, {
			organisationId,
			code,
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			clusters: [cluster],
			facts: { plugin: key, kind },
		}),
	);
}
