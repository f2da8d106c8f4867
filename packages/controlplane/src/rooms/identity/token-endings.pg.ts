import { type ApiTokenId, isId } from "@quarterdeck/contract";
import type { ChangeSignals } from "../../plumbing/postgres/index.ts";
import type { TokenEndings } from "./token-endings.ts";

const channel = "token-ended";
/** A notification holds 8000 bytes; an id has thirty. */
const idsPerSignal = 200;

/** Token endings by notification. */
export function createPgTokenEndings(signals: ChangeSignals): TokenEndings {
	return {
		async announce(tx, tokenIds) {
			for (let i = 0; i < tokenIds.length; i += idsPerSignal)
				await signals.send(
					tx,
					channel,
					tokenIds.slice(i, i + idsPerSignal).join(","),
				);
		},
		follow: (listener) =>
			signals.follow(channel, (payload) =>
				listener(
					payload
						?.split(",")
						.filter((id): id is ApiTokenId => isId("apiToken", id)),
				),
			),
		get isListening() {
			return signals.isListening;
		},
	};
}
