import { createOrderSeed, orderKeysOf, orderSignerOf } from "@quarterdeck/wire";
import { organisationKeysFrom } from "./bus-accounts.wire.ts";
import type { OrderKeys } from "./order-keys.ts";

/** Order keys as the wire makes and checks them. */
export const wireOrderKeys: OrderKeys = {
	addTo(secrets) {
		const seeds: unknown = JSON.parse(secrets);
		if (typeof seeds !== "object" || seeds === null || "orderSeeds" in seeds)
			return undefined;
		return JSON.stringify({ ...seeds, orderSeeds: [createOrderSeed()] });
	},
	signerOf: (keys) => orderSignerOf(organisationKeysFrom(keys)),
	publicKeysOf: (keys) => orderKeysOf(organisationKeysFrom(keys)),
};
