import { idSchema } from "@quarterdeck/contract";
import type { Transact } from "@quarterdeck/runtime";
import { z } from "zod";
import type { ChangeSignals } from "../../plumbing/postgres/index.ts";
import type { CancelSignals } from "./cancel-signals.ts";

const channel = "command-cancelled";

const signalSchema = z.object({
	organisationId: idSchema("organisation"),
	commandId: idSchema("command"),
	email: z.string(),
});

/** Signals between replicas. One that is missed while a session is made anew costs a second click. */
export function createPgCancelSignals(deps: {
	readonly signals: Pick<ChangeSignals, "send" | "follow">;
	readonly transact: Transact;
}): CancelSignals {
	const { signals, transact } = deps;
	return {
		announce: (signal) =>
			transact((tx) => signals.send(tx, channel, JSON.stringify(signal))),
		follow: (listener) =>
			signals.follow(channel, (payload) => {
				if (payload === undefined) return;
				listener(signalSchema.parse(JSON.parse(payload)));
			}),
	};
}
