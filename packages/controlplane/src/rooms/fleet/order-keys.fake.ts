import type { OrderKeys } from "./order-keys.ts";

/** Keys that sign nothing. Secrets of before there were such keys begin with `old`. */
export const fakeOrderKeys: OrderKeys = {
	addTo: (secrets) =>
		secrets.startsWith("old") ? secrets.replace("old", "new") : undefined,
	signerOf: () => ({ sign: (bytes) => bytes }),
	publicKeysOf: () => [`A${"A".repeat(55)}`],
};
