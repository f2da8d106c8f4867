/** The subjects of the bus in one place; the grammar stands in verbs/verb.ts. `inst` is a subject token. */

export const inOrganisation = {
	report: (inst: string, name: string) => `up.${inst}.hb.${name}`,
	ask: (inst: string, name: string) => `up.${inst}.ask.${name}`,
	answer: (inst: string, correlation: string) => `up.${inst}.r.${correlation}`,
	orders: (inst: string, name: string) => `cmd.${inst}.${name}.do.*`,
	allAcks: (inst: string) => `cmd.${inst}.*.ack.*`,
	allStops: (inst: string) => `cmd.${inst}.*.stop.*`,
	inboxPrefix: (inst: string) => `_INBOX.${inst}`,
} as const;

/** The same as the control plane's account sees them: `busAccount` is the public key of the organisation's bus account. */
export const inControlPlane = {
	allReports: (name: string) => `up.*.*.hb.${name}`,
	allAsks: (name: string) => `up.*.*.ask.${name}`,
	allAnswers: () => "up.*.*.r.*",
	order: (
		busAccount: string,
		inst: string,
		name: string,
		act: OrderAct,
		correlation: string,
	) => `cmd.${busAccount}.${inst}.${name}.${act}.${correlation}`,
} as const;

export type OrderAct = "do" | "ack" | "stop";

/** Headers of a part of an answer. */
export const partHeaders = {
	/** Number of the part, from 0; part 0 is always `accepted`. */
	number: "Qd-Part",
	kind: "Qd-Kind",
	protocol: "Qd-Protocol",
	/** Which process of the agent answers: an answer has one responder, also while two of them are connected. */
	responder: "Qd-Responder",
} as const;

/** What a part may be. `waiting` says how many are before it, to a caller that asked to hear that. `end` and `refused` are last. */
export const partKinds = [
	"accepted",
	"stdout",
	"stderr",
	"waiting",
	"end",
	"refused",
] as const;
export type PartKind = (typeof partKinds)[number];

/** Largest payload of one part, well under the server's 1 MiB message limit. */
export const maxPartBytes = 131_072;
/** Bytes a responder may be ahead of the caller's acknowledgements. */
export const partWindowBytes = 1_048_576;
