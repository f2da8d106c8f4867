/** What stories follow, and what they hear by it. */

export const clusterEvents = `subscription { clusterEvents { name state } }`;

export interface ClusterHeard {
	readonly clusterEvents: { readonly name: string; readonly state: string };
}

export const auditEvents = `subscription { auditEvents { id seq code subject } }`;

export interface RecordHeard {
	readonly auditEvents: {
		readonly id: string;
		readonly seq: number;
		readonly code: string;
		readonly subject: string | null;
	};
}

export const channelEvents = `subscription ($channel: String!) { channelEvents(channel: $channel) {
	command { id state } event { seq command kind text state }
} }`;

export interface ChannelHeard {
	readonly channelEvents: {
		readonly command: { readonly id: string; readonly state: string } | null;
		readonly event: {
			readonly seq: number;
			readonly command: string;
			readonly kind: string;
			readonly text: string | null;
			readonly state: string | null;
		} | null;
	};
}

/** For `find` and `some`: how a command of the channel ended. */
export function isEndOf(
	id: string,
	state?: string,
): (heard: ChannelHeard) => boolean {
	return ({ channelEvents: { event } }) =>
		event?.command === id &&
		event.kind === "COMMAND_ENDED" &&
		(state === undefined || event.state === state);
}
