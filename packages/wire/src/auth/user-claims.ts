import type { TypedClaims } from "./jwt.ts";

/** Where the control plane's own users hear replies; each has its own so that none hears another's. */
export const controlPlaneInbox = "_INBOX_controlplane";
export const systemInbox = "_INBOX_system";

/** An agent or a join token: everything it may do stands in the scope of the signing key, so nothing stands here. */
export function scopedUserClaims(accountId: string): TypedClaims {
	return { type: "user", issuer_account: accountId };
}

/**
 * The control plane: hears what agents say, orders, and answers them below `cmd` alone. It may not publish to `_R_`, where the server
 * would carry a reply to whatever subject the sender named, as another agent's orders.
 */
export function controlPlaneUserClaims(): TypedClaims {
	return userClaims({
		publish: ["cmd.*.*.>"],
		subscribe: ["up.*.*.>", `${controlPlaneInbox}.>`],
	});
}

/** The account publisher and the connection limiter: accounts, connections, and nothing of what is said on the bus. */
export function systemUserClaims(): TypedClaims {
	return userClaims({
		publish: [
			"$SYS.REQ.CLAIMS.UPDATE",
			"$SYS.REQ.CLAIMS.DELETE",
			"$SYS.REQ.CLAIMS.LIST",
			"$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP",
			"$SYS.REQ.SERVER.*.KICK",
			"$SYS.REQ.SERVER.*.CONNZ",
			"$SYS.REQ.SERVER.PING.CONNZ",
		],
		subscribe: [
			"$SYS.ACCOUNT.*.CONNECT",
			"$SYS.ACCOUNT.*.DISCONNECT",
			`${systemInbox}.>`,
		],
	});
}

function userClaims(may: {
	readonly publish: readonly string[];
	readonly subscribe: readonly string[];
}): TypedClaims {
	return {
		type: "user",
		pub: { allow: may.publish },
		sub: { allow: may.subscribe },
		subs: -1,
		data: -1,
		payload: -1,
	};
}
