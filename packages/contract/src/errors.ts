import { configurationErrors } from "./configuration-errors.ts";
import { peopleErrors } from "./people-errors.ts";
import { runErrors } from "./run-errors.ts";

/** The ten kinds of failure. The kind decides the GraphQL code, the tone in chat, the retry and the log level. */
export const errorKinds = [
	"invalid",
	"unauthenticated",
	"forbidden",
	"not-found",
	"conflict",
	"exceeds-limit",
	"unavailable",
	"timeout",
	"cancelled",
	"internal",
] as const;
export type ErrorKind = (typeof errorKinds)[number];

interface ErrorEntry {
	readonly kind: ErrorKind;
	/** What happened, to what, what to do now. `{fact}` is filled from the facts; never put a secret in one. */
	readonly message: string;
}

/**
 * Every error the product can answer with. A code is for ever: a retired one moves to `retiredErrorCodes`.
 * The reference page is generated from here.
 */
export const errorTable = {
	// the words of a command
	COMMAND_UNPARSABLE: {
		kind: "invalid",
		message: "The command cannot be parsed: {reason}. {hint}",
	},
	COMMAND_PIPED: {
		kind: "invalid",
		message:
			"Commands do not run in a shell, so {operator} is not supported. Nothing was run. To filter the output, use --filter=TEXT.",
	},
	COMMAND_UNKNOWN: {
		kind: "not-found",
		message: "Channel {channel} has no command {word}. {hint}",
	},
	COMMAND_NOT_BOUND: {
		kind: "not-found",
		message:
			"{plugin} is not bound to channel {channel}. Bind an executor that contains it under communications, or use another channel.",
	},
	COMMAND_NOT_FOUND: {
		kind: "not-found",
		message: "Command {command} was not found.",
	},
	COMMAND_REPEATED: {
		kind: "conflict",
		message:
			"Command {command} was already received with different content. Use each command id only once.",
	},
	COMMAND_LOST: {
		kind: "unavailable",
		message:
			"The control plane stopped while the command was running in {cluster}. The command was not run again. Check the cluster before you repeat it.",
	},
	COMMAND_CANCELLED: {
		kind: "cancelled",
		message: "{person} cancelled the command.",
	},
	COMMANDS_BUSY: {
		kind: "exceeds-limit",
		message:
			"{running} commands are running, which is the limit. This command was not run. Try again in {seconds} s.",
	},
	AUDIT_LISTENER_BEHIND: {
		kind: "exceeds-limit",
		message:
			"This subscription fell more than {limit} audit records behind and was closed. List the records it missed and subscribe again.",
	},
	LISTENER_BEHIND: {
		kind: "exceeds-limit",
		message:
			"This subscription fell more than {limit} commands behind channel {channel} and was closed. Subscribe again.",
	},
	CHANNEL_UNKNOWN: {
		kind: "not-found",
		message: "The configuration has no channel {channel}. {hint}",
	},
	CHANNEL_CLOSED: {
		kind: "forbidden",
		message:
			"{person} is not a member of channel {channel}. Ask a member of the organisation to add you under members.",
	},
	// clusters and agents
	CLUSTER_UNKNOWN: {
		kind: "not-found",
		message: "Cluster {cluster} does not exist. {hint}",
	},
	CLUSTER_NONE_MATCHES: {
		kind: "not-found",
		message: "No cluster matches {selector}. {hint}",
	},
	CLUSTER_UNNAMED: {
		kind: "invalid",
		message:
			"No cluster was selected. Use --cluster NAME, a label selector or --all-clusters. {hint}",
	},
	CLUSTER_NAME_TAKEN: {
		kind: "conflict",
		message: "A cluster named {cluster} already exists. Choose another name.",
	},
	CLUSTER_NAME_INVALID: {
		kind: "invalid",
		message:
			"{cluster} is not a valid cluster name. Use 1 to 63 lower-case letters, digits and hyphens, and begin and end with a letter or digit.",
	},
	CLUSTER_SILENT: {
		kind: "timeout",
		message: "{cluster} did not answer within {seconds} s. {hint}",
	},
	CLUSTER_LOST: {
		kind: "unavailable",
		message:
			"{cluster} has not been heard from since {since}. Check that its agent is running and can reach the bus.",
	},
	CLUSTER_NEVER_JOINED: {
		kind: "unavailable",
		message:
			"{cluster} has no agent yet. Start one there with: qd agent --join-file FILE",
	},
	AGENT_BUSY: {
		kind: "exceeds-limit",
		message:
			"{cluster} is already running {running} commands. Try again in {seconds} s.",
	},
	AGENT_LATE: {
		kind: "timeout",
		message:
			"The command reached {cluster} {seconds} s after its deadline and was not run.",
	},
	AGENT_STOPPING: {
		kind: "unavailable",
		message:
			"The agent of {cluster} is stopping and accepts no new commands. Try again in a moment.",
	},
	AGENT_INCOMPATIBLE: {
		kind: "conflict",
		message:
			"The agent uses protocol version {theirs}, but this control plane uses version {ours}. Update the older of the two.",
	},
	RATE_EXCEEDED: {
		kind: "exceeds-limit",
		message:
			"{cluster} accepts {limit} commands per second, and this command exceeded the limit. It was not run. Try again in {seconds} s.",
	},
	ORDER_UNPROVEN: {
		kind: "forbidden",
		message:
			"Agent {agent} refused the order because {reason}. Nothing was run. If the organisation's order key was replaced, join the cluster again with: qd cluster add NAME --again",
	},
	REPLY_UNPROVEN: {
		kind: "forbidden",
		message:
			"The reply to {question} was not used because {reason}. Check that the agent is connected to the bus of its own control plane, or join again with a new token: qd cluster add NAME --again",
	},
	JOIN_TOKEN_INVALID: {
		kind: "unauthenticated",
		message:
			"The join token is not valid. Copy all of it, or create a new one with: qd cluster add NAME --again",
	},
	JOIN_TOKEN_USED: {
		kind: "conflict",
		message:
			"The join token was already used, and each works only once. Create a new one with: qd cluster add {cluster} --again",
	},
	JOIN_TOKEN_EXPIRED: {
		kind: "unauthenticated",
		message:
			"The join token expired at {endedAt}. Create a new one with: qd cluster add {cluster} --again",
	},
	...runErrors,
	// configuration
	...configurationErrors,
	...peopleErrors,
	// doors
	INPUT_INVALID: { kind: "invalid", message: "{field}: {reason}" },
	INPUT_TOO_LARGE: {
		kind: "exceeds-limit",
		message: "{what} is larger than {limit} bytes. {hint}",
	},
	SIGN_IN_PROVIDER_UNKNOWN: {
		kind: "not-found",
		message:
			"Sign-in provider {provider} does not exist. Choose one on the sign-in page.",
	},
	SIGN_IN_UNAVAILABLE: {
		kind: "unavailable",
		message:
			"{provider} cannot sign you in now: {reason}. Try again in a moment. If it keeps failing, contact your operator.",
	},
	SIGN_IN_PROVIDER_REFUSED: {
		kind: "unauthenticated",
		message:
			"{provider} did not sign you in ({reason}). Start again, or contact the operator of the provider.",
	},
	SIGN_IN_ANSWER_INVALID: {
		kind: "unauthenticated",
		message:
			"The answer of {provider} was rejected: {reason}. Start again. If it keeps failing, contact your operator.",
	},
	SIGN_IN_CLOCKS: {
		kind: "unauthenticated",
		message:
			"The clocks of {provider} and this server differ too much, so its answer was rejected. Contact your operator.",
	},
	SIGN_IN_GROUPS_ELSEWHERE: {
		kind: "forbidden",
		message:
			"{provider} did not send your groups, because they are too many for its answer. Ask its operator to send only the groups that are assigned to this application in the claim {claim}, then sign in again.",
	},
	SIGN_IN_GROUPS_TOO_MANY: {
		kind: "forbidden",
		message:
			"{provider} lists {count} groups for you in the claim {claim}; the limit is {limit}. Ask the operator of this server to set groupsFilter (QD_OIDC_GROUPS_FILTER) to the groups that are used here, then sign in again.",
	},
	SIGN_IN_ATTEMPT_UNKNOWN: {
		kind: "unauthenticated",
		message:
			"This sign-in was not started in this browser, was already finished, or took longer than {minutes} minutes. Start again.",
	},
	PASSWORDS_OFF: {
		kind: "forbidden",
		message:
			"Signing in with a password is disabled. Use a provider or a sign-in link.",
	},
	REQUEST_FOREIGN: {
		kind: "forbidden",
		message:
			"The request did not come from a current page of this server: {reason}. Reload the page.",
	},
	REQUESTS_TOO_MANY: {
		kind: "exceeds-limit",
		message: "Too many requests: {what}. Try again in {seconds} s.",
	},
	REQUEST_TOO_SLOW: {
		kind: "timeout",
		message:
			"The request was not complete within {seconds} s. Send it again without pauses.",
	},
	OUTPUT_UNKNOWN: {
		kind: "not-found",
		message: "Output {run} does not exist or is no longer kept.",
	},
	HOST_UNKNOWN: {
		kind: "invalid",
		message:
			"This server does not answer to this host name. To allow it, add it to allowedHosts.",
	},
	SUBSCRIPTIONS_TOO_MANY: {
		kind: "exceeds-limit",
		message:
			"The limit of {limit} open subscriptions is reached. Close some pages or programs.",
	},
	SILENCE_NOT_FOUND: {
		kind: "not-found",
		message:
			"Silence {silence} was not found, or it has ended. List silences with: qd silence list",
	},
	SILENCES_TOO_MANY: {
		kind: "exceeds-limit",
		message:
			"{limit} silences are active, which is the limit. End one first, or write one that matches more.",
	},
	JOB_NOT_FOUND: {
		kind: "not-found",
		message:
			"There is no failed job {job}. To list failed jobs, run: qd job list",
	},
	TOKEN_NOT_FOUND: {
		kind: "not-found",
		message: "You have no active token {token}.",
	},
	SESSION_NOT_FOUND: {
		kind: "not-found",
		message: "You have no active session {session}.",
	},
	SESSION_NEEDED: {
		kind: "forbidden",
		message:
			"An API token may not do this. Sign in to the web UI and do it there.",
	},
	TOKEN_TOO_NARROW: {
		kind: "forbidden",
		message:
			"Your API token may not do this, because it would grant more than the token's own scopes. Use a token with all scopes, or do it in the web UI.",
	},
	MACHINE_NOT_ALLOWED: {
		kind: "forbidden",
		message:
			"A machine token can only read its own cluster: cluster, clusters, clusterEvents.",
	},
	ORGANISATION_CREATION_CLOSED: {
		kind: "forbidden",
		message:
			"You may not create an organisation. Ask a member of one to invite you, or contact your operator.",
	},
	INVITATION_NEEDS_SIGN_IN: {
		kind: "unauthenticated",
		message:
			"Sign in with {providers} as the invited address, then open the invitation again.",
	},
	ROUTE_UNKNOWN: {
		kind: "not-found",
		message: "{method} {path} does not exist. The API is at /graphql.",
	},
	AUDIT_HEAD_NOT_LOST: {
		kind: "not-found",
		message:
			"No loss of the audit head {head} is open. To list the heads that the chain lost, run: qd audit verify",
	},
	AUDIT_BROKEN: {
		kind: "internal",
		message:
			"The audit chain is broken at record {record}: {reason}. Leave the database unchanged and find out who wrote to it.",
	},
	// parts
	BUS_UNAVAILABLE: {
		kind: "unavailable",
		message:
			"The message bus cannot be reached: {reason}. Try again in a moment. To find the cause, run: qd doctor",
	},
	BUS_TOO_OLD: {
		kind: "unavailable",
		message:
			"nats-server {version} is too old. Update it to {minimum} or newer: in older versions, a tenant can delete the control plane's data.",
	},
	BUS_INSECURE: {
		kind: "invalid",
		message:
			"A server at {address} cannot prove that it is yours: whoever takes its port could give orders. Use a tls:// or wss:// address, or choose an insecure bus with QD_NATS_INSECURE=true.",
	},
	BUS_CA_UNUSABLE: {
		kind: "invalid",
		message:
			"{address} cannot be used with a certificate authority of your own: a WebSocket trusts public ones only. Use a tls:// address, or a certificate of a public authority and no file of authorities.",
	},
	BUS_ADDRESS_INVALID: {
		kind: "invalid",
		message:
			"{address} is not an address of the bus. Write it as tls://HOST:PORT or wss://HOST:PORT.",
	},
	DATABASE_UNAVAILABLE: {
		kind: "unavailable",
		message:
			"The database is unavailable: {reason}. Try again in a moment. To find the cause, run: qd doctor",
	},
	CLOCK_WRONG: {
		kind: "unavailable",
		message:
			"This control plane refuses to work, because {reason}. Set the clocks of both machines, for example with NTP.",
	},
	SOCKET_UNSAFE: {
		kind: "conflict",
		message:
			"The API cannot listen on {path}: {reason}. Name a path in a folder that only this user can enter (QD_SOCKET).",
	},
	PORT_TAKEN: {
		kind: "conflict",
		message:
			"Port {port} is used by another program. Stop that program, or choose another port with {flag}.",
	},
	INTERNAL: {
		kind: "internal",
		message:
			"Internal error. Give the reference to your operator, who can find the cause in the log.",
	},
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

/** Codes that were in use once. They must not come back with another meaning. */
export const retiredErrorCodes: readonly string[] = [];

type FactNames<Template extends string> =
	Template extends `${string}{${infer Name}}${infer Rest}`
		? Name | FactNames<Rest>
		: never;

/** The facts a code needs, taken from the placeholders of its message. */
export type ErrorFacts<C extends ErrorCode> = {
	readonly [K in FactNames<(typeof errorTable)[C]["message"]>]: string | number;
};

/** The kind of a code. */
export function errorKind(code: ErrorCode): ErrorKind {
	return errorTable[code].kind;
}

/** Whether the text is a code of the table: for answers that crossed a process boundary. */
export function isErrorCode(text: string): text is ErrorCode {
	return Object.hasOwn(errorTable, text);
}

/** The message of a code with its facts filled in. */
export function errorMessage(
	code: ErrorCode,
	facts: Readonly<Record<string, string | number>>,
): string {
	const filled = errorTable[code].message.replace(
		/\{(\w+)\}/g,
		(_, name: string) => String(facts[name] ?? ""),
	);
	return filled.trimEnd();
}
