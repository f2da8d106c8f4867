import type { BusAddress } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { LiveAgent, Liveness } from "./liveness.ts";
import { findCaller } from "./renew-credential.ts";

/** Most unknown addresses that are cached, and that are looked up at the same time: the cost of a flood of them. */
const maxUnknown = 1000;
const unknownForMs = 10_000;

/** Finds the agents behind addresses; the store is asked once for each. */
export interface AgentLookup {
	/** The agent, or undefined when there is none at this address. */
	find(from: BusAddress): Promise<LiveAgent | undefined>;
	/** Whether to skip the lookup: the address is known to have no agent, or too many lookups are running. */
	shouldIgnore(from: BusAddress): boolean;
}

export function createAgentLookup(
	deps: Pick<FleetDeps, "fleetStore" | "clock">,
	liveness: Liveness,
): AgentLookup {
	const unknown = new Map<string, number>();
	const lookups = new Map<string, Promise<LiveAgent | undefined>>();
	const keyOf = (from: BusAddress) => `${from.busAccount} ${from.inst}`;

	async function lookUp(from: BusAddress): Promise<LiveAgent | undefined> {
		const found = await findCaller(deps, from);
		if (!found) {
			cacheUnknown(keyOf(from));
			return undefined;
		}
		unknown.delete(keyOf(from));
		return liveness.learn(found, {
			ms: deps.clock.monotonicMs(),
			at: deps.clock.now(),
		});
	}
	function cacheUnknown(key: string): void {
		const oldest = unknown.keys().next().value;
		if (unknown.size >= maxUnknown && oldest !== undefined)
			unknown.delete(oldest);
		unknown.set(key, deps.clock.monotonicMs() + unknownForMs);
	}
	return {
		find(from) {
			const known = liveness.find(from);
			if (known) return Promise.resolve(known);
			const key = keyOf(from);
			const running = lookups.get(key);
			if (running) return running;
			const lookup = lookUp(from).finally(() => lookups.delete(key));
			lookups.set(key, lookup);
			return lookup;
		},
		shouldIgnore(from) {
			const until = unknown.get(keyOf(from));
			const known = until !== undefined && until > deps.clock.monotonicMs();
			return known || lookups.size >= maxUnknown;
		},
	};
}
