import type { ClusterState } from "../resources/cluster-state.ts";
import { unsupportedMediaType } from "../resources/refusals.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { Exchange } from "./exchange.ts";

/** Answers a server-side apply. */
export async function answerApply(
	_state: ClusterState,
	_exchange: Exchange,
	_type: ResourceType,
): Promise<void> {
	throw unsupportedMediaType("415: Unsupported Media Type");
}
