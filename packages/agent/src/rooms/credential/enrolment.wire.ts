import { enrol } from "@quarterdeck/contract";
import type { Clock, Log } from "@quarterdeck/runtime";
import { connectEnrolment, createNkey, publicKey } from "@quarterdeck/wire";
import type { Enrolment } from "./enrolment.ts";

/** Enrolment over the bus: a connection with the token's credential for one question. */
export function createWireEnrolment(deps: {
	readonly caFile: string | undefined;
	readonly clock: Clock;
	readonly log: Log;
}): Enrolment {
	return {
		createKey() {
			const { seed, id } = createNkey("user");
			return { seed, userKey: id };
		},
		userKeyOf: publicKey,
		async enrol(token, request) {
			const link = await connectEnrolment({
				servers: token.servers,
				inst: token.inst,
				credential: { jwt: token.jwt, seed: token.seed },
				orderKeys: token.orderKeys,
				caFile: deps.caFile,
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
