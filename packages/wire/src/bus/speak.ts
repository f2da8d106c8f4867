import {
	type ControlPlaneAct,
	inControlPlane,
	inOrganisation,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import { type OrderSigner, signedHeaders } from "../auth/message-signature.ts";
import type { BusConnection } from "../connection/bus-connection.ts";

/** Who signs for an organisation, by the public key of its account; undefined for an account that is not known. */
export type SignerOf = (busAccount: string) => Promise<OrderSigner | undefined>;

/** What is said to an agent. */
export interface Speech {
	readonly inst: string;
	readonly verb: string;
	readonly act: ControlPlaneAct;
	/** Of the order, or the nonce of the question. */
	readonly correlation: string;
	readonly payload: Uint8Array;
	/** Until when it may be acted on; half a minute when it is not said. */
	readonly endsAt?: Date;
	readonly more?: Readonly<Record<string, string>>;
}

/** Says things to the agents of one organisation, each signed at the instant it is said. */
export interface Speaker {
	/** False when there is no connection, and then it is lost. */
	say(speech: Speech): boolean;
}

const usualMs = 30_000;

/** Speakers by the account of their organisation. */
export function createSpeakers(deps: {
	readonly connection: Pick<BusConnection, "publish">;
	readonly signerOf: SignerOf;
	readonly clock: Clock;
}): (busAccount: string) => Promise<Speaker | undefined> {
	const { connection, signerOf, clock } = deps;
	return async (busAccount) => {
		const signer = await signerOf(busAccount);
		return signer && { say: (speech) => say(busAccount, signer, speech) };
	};
	function say(
		busAccount: string,
		signer: OrderSigner,
		{ inst, verb, act, correlation, payload, endsAt, more = {} }: Speech,
	): boolean {
		const issuedAtMs = clock.now().getTime();
		const headers = signedHeaders(signer, {
			subject: inOrganisation.heard(inst, verb, act, correlation),
			payload,
			issuedAtMs,
			endsAtMs: endsAt?.getTime() ?? issuedAtMs + usualMs,
			more,
		});
		const subject = inControlPlane.said(
			busAccount,
			inst,
			verb,
			act,
			correlation,
		);
		return connection.publish(subject, payload, headers);
	}
}
