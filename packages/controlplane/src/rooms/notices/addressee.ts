import type { Platform } from "@quarterdeck/contract";
import type { SinkKey } from "@quarterdeck/contract/configuration";

/** Who is told: a channel, or a sink. */
export interface Addressee {
	/** By what they are reached: a platform, or a kind of sink. */
	readonly door: Platform | SinkKey;
	/** The name of a channel; group and index of a sink, as `default/logs`. */
	readonly address: string;
}

/** The same for the same addressee of an organisation. */
export function addresseeKey({ door, address }: Addressee): string {
	return `${door} ${address}`;
}

/** What limits an addressee, and what waits for them. */
export interface AddresseeState extends Addressee {
	/** New posts they may be told of at once. */
	tokens: number;
	tokensAt: Date;
	/** New posts in the hour that began then. */
	hourCount: number;
	hourBeganAt: Date;
	/** Posts that were not sent yet. */
	backlog: number;
}
