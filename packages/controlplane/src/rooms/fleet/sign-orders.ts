import type { FleetDeps } from "./fleet-deps.ts";
import type { OrderSigner } from "./order-keys.ts";
import { openBusAccount } from "./push-bus-accounts.ts";

/**
 * Who signs what is said to the agents of an organisation, by the id of its bus account; undefined for an account that is not known.
 * Each key is read from the store and decrypted once: a process signs with what it has read until it ends.
 */
export function createOrderSignerLookup(
	deps: Parameters<typeof openBusAccount>[0] &
		Pick<FleetDeps, "fleetStore" | "orderKeys">,
): (busAccountId: string) => Promise<OrderSigner | undefined> {
	const { fleetStore, orderKeys } = deps;
	/** As many as there are organisations. */
	const known = new Map<string, OrderSigner>();
	return async (busAccountId) => {
		const before = known.get(busAccountId);
		if (before) return before;
		const organisationId =
			await fleetStore.organisationOfBusAccount(busAccountId);
		const account =
			organisationId && (await fleetStore.findBusAccount(organisationId));
		if (!account) return undefined;
		const signer = orderKeys.signerOf(await openBusAccount(deps, account));
		known.set(busAccountId, signer);
		return signer;
	};
}
