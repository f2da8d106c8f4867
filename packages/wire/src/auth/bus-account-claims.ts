import type { TypedClaims } from "./jwt.ts";

/**
 * How much one organisation may use of the bus. Every limit is written into the JWT: the server reads an absent one
 * as zero, and then refuses every connection.
 */
export interface OrganisationLimits {
	/** Connections of the whole organisation: the outer fence around the limiter's two per agent. */
	readonly connections: number;
	/** Servers of the organisation's own sites that may link to ours. */
	readonly leafLinks: number;
}

export const defaultOrganisationLimits: OrganisationLimits = {
	connections: 2000,
	leafLinks: 200,
};

/** Largest message on the bus, headers included. */
export const maxMessageBytes = 1_048_576;

/** From when on a user's older JWTs are refused: public user key to seconds since 1970. */
export type Revocations = Readonly<Record<string, number>>;

/** The system account: the account publisher and the limiter live there. Nothing is stored on the bus, so no JetStream. */
export function systemBusAccountClaims(): TypedClaims {
	return {
		type: "account",
		limits: limits({ connections: -1, leafLinks: -1 }),
		exports: [
			systemExport("account-monitoring-services", "$SYS.REQ.ACCOUNT.*.*", 4),
			systemExport("account-monitoring-streams", "$SYS.ACCOUNT.*.>", 3),
		],
	};
}

/** The control plane's account (docs/architecture/nats-facts.md#tenancy): constant, however many organisations there are. */
export function controlPlaneBusAccountClaims(): TypedClaims {
	const position = { account_token_position: 2 };
	return {
		type: "account",
		limits: limits({ connections: -1, leafLinks: -1 }),
		exports: [
			{ name: "up", subject: "up.*.>", type: "service", ...position },
			{ name: "cmd", subject: "cmd.*.>", type: "stream", ...position },
		],
	};
}

/** An organisation's account: the server puts its id into every subject that crosses, so it cannot be forged. */
export function organisationBusAccountClaims(parts: {
	readonly accountId: string;
	readonly controlPlaneAccountId: string;
	readonly agentSigningId: string;
	readonly enrolSigningId: string;
	readonly limits: OrganisationLimits;
	readonly revocations: Revocations;
}): TypedClaims {
	const { accountId, controlPlaneAccountId: account } = parts;
	return {
		type: "account",
		limits: limits(parts.limits),
		imports: [
			imported(account, "up", `up.${accountId}.>`, "service"),
			imported(account, "cmd", `cmd.${accountId}.>`, "stream"),
		],
		signing_keys: [
			scope(parts.agentSigningId, "agent", ["up.{{name()}}.>"]),
			scope(parts.enrolSigningId, "enrol", ["up.{{name()}}.ask.enrol"]),
		],
		revocations: parts.revocations,
	};
}

function imported(
	account: string,
	name: "up" | "cmd",
	subject: string,
	type: "service" | "stream",
) {
	return { name, account, subject, local_subject: `${name}.>`, type };
}

/** What whoever is signed by `key` may do; `{{name()}}` is the name in the user's JWT, which is its subject token. */
function scope(key: string, role: "agent" | "enrol", mayPublish: string[]) {
	const maySubscribe =
		role === "agent" ? "cmd.{{name()}}.>" : "cmd.{{name()}}.*.reply.*";
	return {
		kind: "user_scope",
		key,
		role,
		template: {
			pub: { allow: mayPublish },
			sub: { allow: [maySubscribe] },
			subs: 50,
			data: -1,
			payload: maxMessageBytes,
			allowed_connection_types: ["STANDARD", "WEBSOCKET"],
		},
	};
}

function systemExport(
	name: string,
	subject: string,
	account_token_position: number,
) {
	const type = name.endsWith("services") ? "service" : "stream";
	return { name, subject, type, account_token_position };
}

function limits({ connections, leafLinks }: OrganisationLimits) {
	return {
		subs: -1,
		data: -1,
		payload: -1,
		imports: -1,
		exports: -1,
		wildcards: true,
		conn: connections,
		leaf: leafLinks,
		disallow_bearer: true,
		mem_storage: 0,
		disk_storage: 0,
		streams: 0,
		consumer: 0,
	};
}
