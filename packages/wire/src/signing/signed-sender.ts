import {
	type ControlPlaneAct,
	inControlPlane,
	inOrganisation,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { BusConnection } from "../connection/bus-connection.ts";
import { type OrderSigner, signedHeaders } from "./message-signature.ts";

/** Who signs for an organisation, by the public key of its account; undefined for an account that is not known. */
export type SignerOf = (busAccount: string) => Promise<OrderSigner | undefined>;

/** What is said to an agent. */
export interface MessageToSend {
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
export interface SignedSender {
	/** False when there is no connection, and then it is lost. */
	say(message: MessageToSend): boolean;
}

const usualMs = 30_000;

/** Speakers by the account of their organisation. */
export function createSignedSenders(deps: {
	readonly connection: Pick<BusConnection, "publish">;
	readonly signerOf: SignerOf;
	readonly clock: Clock;
}): (busAccount: string) => Promise<SignedSender | undefined> {
	const { connection, signerOf, clock } = deps;
	return async (busAccount) => {
		const signer = await signerOf(busAccount);
		return signer && { say: (message) => say(busAccount, signer, message) };
	};
	function say(
		busAccount: string,
		signer: OrderSigner,
		{ inst, verb, act, correlation, payload, endsAt, more = {} }: MessageToSend,
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
