import type { BusAddress } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { LiveAgent, Liveness } from "./liveness.ts";
import { findSpeaker } from "./renew-credential.ts";

/** Strangers remembered, and looked up at the same time: a flood of them costs no more than this. */
const maxStrangers = 1000;
const strangerForMs = 10_000;

/** Tells known agents from strangers, asking the store once for each. */
export interface Speakers {
	/** The agent, or undefined for a stranger. */
	find(from: BusAddress): Promise<LiveAgent | undefined>;
	/** Whether it is not worth asking: known to be a stranger, or too many are being asked for. */
	isHopeless(from: BusAddress): boolean;
}

export function createSpeakers(
	deps: Pick<FleetDeps, "fleetStore" | "clock">,
	liveness: Liveness,
): Speakers {
	const strangers = new Map<string, number>();
	const lookups = new Map<string, Promise<LiveAgent | undefined>>();
	const keyOf = (from: BusAddress) => `${from.account} ${from.inst}`;

	async function lookUp(from: BusAddress): Promise<LiveAgent | undefined> {
		const found = await findSpeaker(deps, from);
		if (!found) {
			rememberStranger(keyOf(from));
			return undefined;
		}
		strangers.delete(keyOf(from));
		return liveness.learn(found, {
			ms: deps.clock.monotonicMs(),
			at: deps.clock.now(),
		});
	}
	function rememberStranger(key: string): void {
		const oldest = strangers.keys().next().value;
		if (strangers.size >= maxStrangers && oldest !== undefined)
			strangers.delete(oldest);
		strangers.set(key, deps.clock.monotonicMs() + strangerForMs);
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
		isHopeless(from) {
			const until = strangers.get(keyOf(from));
			const known = until !== undefined && until > deps.clock.monotonicMs();
			return known || lookups.size >= maxStrangers;
		},
	};
}
