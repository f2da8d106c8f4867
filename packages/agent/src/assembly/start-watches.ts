import type { Clock, Life, Log, Metrics } from "@quarterdeck/runtime";
import type { ApiServer } from "../plumbing/kube/api-server.ts";
import type { RecordCall } from "../plumbing/kube/call-recorder.ts";
import { createKubeClient } from "../plumbing/kube/kube-client.ts";
import { identityHeaders } from "../rooms/gate/index.ts";
import type { WatchedResource, Watches } from "../rooms/watches/index.ts";
import { createWatches } from "../rooms/watches/watches.wiring.ts";

/** The watches over connections of their own, each with the rights of whom it is followed for. */
export function startWatches(given: {
	readonly stateDir: string;
	readonly api: Pick<ApiServer, "watching">;
	readonly record: RecordCall;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: Metrics;
	readonly life: Life;
}): Watches {
	const { stateDir, api, record, clock, metrics, life } = given;
	const watches = createWatches({
		stateDir,
		clientFor: (identity) =>
			createKubeClient({
				api: actingAs(api.watching, identity),
				record,
				clock,
				random: Math.random,
			}),
		clock,
		log: given.log.child({ room: "watches" }),
		metrics,
	});
	life.atEnd("watches", () => watches.stop());
	return watches;
}

function actingAs(
	api: ApiServer["watching"],
	identity: WatchedResource["identity"],
): ApiServer["watching"] {
	if (!identity) return api;
	const headers = identityHeaders({ kind: "impersonated", ...identity });
	return {
		request: (request, body, signal) =>
			api.request(
				{ ...request, headers: [...request.headers, ...headers] },
				body,
				signal,
			),
	};
}
