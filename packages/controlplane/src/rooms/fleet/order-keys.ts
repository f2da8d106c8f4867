import type { BusAccountKeys } from "./bus-accounts.ts";

/** Makes signatures with an organisation's order key. */
export interface OrderSigner {
	sign(bytes: Uint8Array): Uint8Array;
}

/** A port: the keys that sign what an organisation's agents obey. They are kept with the secrets of its bus account. */
export interface OrderKeys {
	/** The same secrets with an order key among them; undefined when they hold one. */
	addTo(secrets: string): string | undefined;
	signerOf(keys: BusAccountKeys): OrderSigner;
	/** The public keys, for agents. */
	publicKeysOf(keys: BusAccountKeys): readonly string[];
}
