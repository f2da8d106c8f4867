import { randomBytes } from "node:crypto";
import { AppError } from "@quarterdeck/contract";
import type { BusAccounts } from "./bus-accounts.ts";

export interface FakeBusAccounts extends BusAccounts {
	/** The last push of each bus account by its id, in the order of the pushes. */
	readonly pushed: Map<string, Parameters<BusAccounts["push"]>[0]>;
	/** While set, the bus cannot be reached. */
	down: boolean;
}

/** A bus that remembers what was pushed; its credentials open nothing. */
export function createFakeBusAccounts(): FakeBusAccounts {
	const word = () =>
		[...randomBytes(55)]
			.map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(byte & 31))
			.join("");
	const bus: FakeBusAccounts = {
		pushed: new Map(),
		down: false,
		createKeys: () => ({ busAccountId: `A${word()}`, secrets: `SA${word()}` }),
		async push(request) {
			if (bus.down)
				throw new AppError("BUS_UNAVAILABLE", { reason: "it is switched off" });
			bus.pushed.delete(request.keys.busAccountId);
			bus.pushed.set(request.keys.busAccountId, request);
		},
		agentJwt: (request) =>
			`jwt.${request.inst}.${request.expiresAt.toISOString()}`,
		enrolmentCredential: (request) => ({
			jwt: `jwt.${request.inst}.${request.expiresAt.toISOString()}`,
			seed: `SU${word()}`,
		}),
	};
	return bus;
}
