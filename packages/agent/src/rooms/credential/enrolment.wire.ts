import { enrol } from "@quarterdeck/contract";
import type { Clock, Log } from "@quarterdeck/runtime";
import {
	busTrust,
	connectEnrolment,
	createNkey,
	isUsableAddress,
	publicKey,
} from "@quarterdeck/wire";
import type { Enrolment } from "./enrolment.ts";

/** What the agent's own settings say of the bus. */
export type BusSettings = Omit<Parameters<typeof busTrust>[0], "handed">;

/** Enrolment over the bus: a connection with the token's credential for one question. */
export function createWireEnrolment(deps: {
	readonly bus: BusSettings;
	readonly clock: Clock;
	readonly log: Log;
}): Enrolment {
	const trust = (ca: string | undefined) =>
		busTrust({ ...deps.bus, handed: () => ca });
	return {
		createKey() {
			const { seed, id } = createNkey("user");
			return { seed, userKey: id };
		},
		userKeyOf: publicKey,
		mayUse: (server, ca) => isUsableAddress(server, trust(ca)),
		async enrol(token, request) {
			const link = await connectEnrolment({
				servers: token.servers,
				inst: token.inst,
				credential: { jwt: token.jwt, seed: token.seed },
				trust: trust(token.ca),
				orderKeys: token.orderKeys,
				log: deps.log,
				clock: deps.clock,
			});
			try {
				return await link.ask(enrol, request);
			} finally {
				await link.close();
			}
		},
	};
}
