/** The subjects of the bus in one place; the grammar stands in verbs/verb.ts. `inst` is a subject token. */

export const inOrganisation = {
	report: (inst: string, name: string) => `up.${inst}.hb.${name}`,
	ask: (inst: string, name: string) => `up.${inst}.ask.${name}`,
	answer: (inst: string, correlation: string) => `up.${inst}.r.${correlation}`,
	orders: (inst: string, name: string) => `cmd.${inst}.${name}.do.*`,
	allAcks: (inst: string) => `cmd.${inst}.*.ack.*`,
	allStops: (inst: string) => `cmd.${inst}.*.stop.*`,
	allReplies: (inst: string) => `cmd.${inst}.*.reply.*`,
	/** What an agent hears of the control plane; a signature covers this spelling. */
	heard: (
		inst: string,
		name: string,
		act: ControlPlaneAct,
		correlation: string,
	) => `cmd.${inst}.${name}.${act}.${correlation}`,
	inboxPrefix: (inst: string) => `_INBOX.${inst}`,
} as const;

/** The same as the control plane's account sees them: `busAccount` is the public key of the organisation's bus account. */
export const inControlPlane = {
	allReports: (name: string) => `up.*.*.hb.${name}`,
	allAsks: (name: string) => `up.*.*.ask.${name}`,
	allAnswers: () => "up.*.*.r.*",
	said: (
		busAccount: string,
		inst: string,
		name: string,
		act: ControlPlaneAct,
		correlation: string,
	) => `cmd.${busAccount}.${inst}.${name}.${act}.${correlation}`,
} as const;

/** What the control plane does with an order. */
export const orderActs = ["do", "ack", "stop"] as const;
export type OrderAct = (typeof orderActs)[number];
/** Everything the control plane says to an agent: it acts on an order, or replies to a question. */
export type ControlPlaneAct = OrderAct | "reply";

/** Headers of a part of an answer. */
export const partHeaders = {
	/** Number of the part, from 0; part 0 is always `accepted`. */
	number: "Qd-Part",
	kind: "Qd-Kind",
	protocol: "Qd-Protocol",
	/** Which process of the agent answers: an answer has one responder, also while two of them are connected. */
	responder: "Qd-Responder",
	/** Of a question: one subject token, made for it alone. The reply comes under it, so no other reply fits. */
	nonce: "Qd-Nonce",
	/** Who says so: the control plane's signature over everything an agent acts on. */
	signature: "Qd-Signature",
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
