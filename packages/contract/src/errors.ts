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
		message: "The command cannot be read: {reason}. {hint}",
	},
	COMMAND_PIPED: {
		kind: "invalid",
		message:
			"Commands are run without a shell, so {operator} cannot be used. Nothing was run. To search the output use --filter=TEXT.",
	},
	COMMAND_UNKNOWN: {
		kind: "not-found",
		message: "There is no command {word} in channel {channel}. {hint}",
	},
	COMMAND_NOT_BOUND: {
		kind: "not-found",
		message:
			"{plugin} is not bound to channel {channel}. Bind an executor that holds it under communications, or use another channel.",
	},
	COMMAND_NOT_FOUND: {
		kind: "not-found",
		message: "There is no command {command} here.",
	},
	COMMAND_REPEATED: {
		kind: "conflict",
		message:
			"Command {command} was received before with other words. A command id is used once.",
	},
	COMMAND_LOST: {
		kind: "unavailable",
		message:
			"The control plane stopped while the command ran in {cluster}. It was not run again. Look at the cluster before repeating it.",
	},
	COMMAND_CANCELLED: {
		kind: "cancelled",
		message: "The command was cancelled by {person}.",
	},
	COMMANDS_BUSY: {
		kind: "exceeds-limit",
		message:
			"{running} commands run at this moment and no more are begun. It was not run. Try again in {seconds} s.",
	},
	AUDIT_LISTENER_BEHIND: {
		kind: "exceeds-limit",
		message:
			"This listener is more than {limit} audit records behind and is told no more. List what it missed and follow anew.",
	},
	LISTENER_BEHIND: {
		kind: "exceeds-limit",
		message:
			"This listener is more than {limit} commands behind channel {channel} and is told no more. Follow it anew.",
	},
	CHANNEL_UNKNOWN: {
		kind: "not-found",
		message: "There is no channel {channel} in the configuration. {hint}",
	},
	CHANNEL_CLOSED: {
		kind: "forbidden",
		message:
			"{person} is not a member of channel {channel}. Ask a member of the organisation to add you under members.",
	},
	// clusters and agents
	CLUSTER_UNKNOWN: {
		kind: "not-found",
		message: "There is no cluster {cluster}. {hint}",
	},
	CLUSTER_NONE_MATCHES: {
		kind: "not-found",
		message: "No cluster matches {selector}. {hint}",
	},
	CLUSTER_UNNAMED: {
		kind: "invalid",
		message:
			"Say where to run it: --cluster NAME, a label selector, or --all-clusters. {hint}",
	},
	CLUSTER_NAME_TAKEN: {
		kind: "conflict",
		message: "There is already a cluster named {cluster}. Choose another name.",
	},
	CLUSTER_NAME_INVALID: {
		kind: "invalid",
		message:
			"{cluster} cannot be a cluster name: use 1 to 63 lower-case letters, digits and -, beginning and ending with a letter or digit.",
	},
	CLUSTER_SILENT: {
		kind: "timeout",
		message: "{cluster} did not answer in {seconds} s. {hint}",
	},
	CLUSTER_LOST: {
		kind: "unavailable",
		message:
			"{cluster} has been silent since {since}. Check that its agent runs and can reach the bus.",
	},
	CLUSTER_NEVER_JOINED: {
		kind: "unavailable",
		message:
			"{cluster} has no agent yet. Start one there with: qd agent --join TOKEN",
	},
	AGENT_BUSY: {
		kind: "exceeds-limit",
		message:
			"{cluster} is busy with {running} commands. Try again in {seconds} s.",
	},
	AGENT_LATE: {
		kind: "timeout",
		message:
			"The command reached {cluster} {seconds} s after its deadline and was not run.",
	},
	AGENT_STOPPING: {
		kind: "unavailable",
		message:
			"The agent of {cluster} is stopping and takes no new command. Try again in a moment.",
	},
	AGENT_INCOMPATIBLE: {
		kind: "conflict",
		message:
			"The agent speaks protocol {theirs}, this control plane {ours}. Update the older one.",
	},
	RATE_EXCEEDED: {
		kind: "exceeds-limit",
		message:
			"{cluster} takes {limit} commands a second and this one came over it. It was not run. Try again in {seconds} s.",
	},
	JOIN_TOKEN_INVALID: {
		kind: "unauthenticated",
		message:
			"The join token is not one of ours. Copy it whole, or make a new one with: qd cluster add NAME",
	},
	JOIN_TOKEN_USED: {
		kind: "conflict",
		message:
			"The join token was used before. Each works once; make a new one with: qd cluster add {cluster} --again",
	},
	JOIN_TOKEN_EXPIRED: {
		kind: "unauthenticated",
		message:
			"The join token ended at {endedAt}. Make a new one with: qd cluster add {cluster} --again",
	},
	// running
	PLUGIN_UNKNOWN: {
		kind: "not-found",
		message: "{cluster} has no plugin {plugin}. {hint}",
	},
	PLUGIN_FAILED: {
		kind: "unavailable",
		message: "The plugin {plugin} stopped while it ran the command: {reason}.",
	},
	PLUGIN_REFUSED: { kind: "invalid", message: "{reason}" },
	PLUGIN_UNSANDBOXED: {
		kind: "unavailable",
		message:
			"The agent cannot keep plugins apart on this machine: {reason}. Run it as root or allow user namespaces; settings.sandbox: none switches the protection off.",
	},
	RUN_TIMEOUT: {
		kind: "timeout",
		message:
			"The command ran longer than {seconds} s in {cluster} and was stopped. Give it more with --timeout.",
	},
	OUTPUT_TRUNCATED: {
		kind: "exceeds-limit",
		message: "The output was cut after {bytes} bytes; the rest was not kept.",
	},
	IDENTITY_REFUSED: {
		kind: "forbidden",
		message: "{name} may not be impersonated: {reason}.",
	},
	IDENTITY_UNMAPPED: {
		kind: "forbidden",
		message: "No Kubernetes identity can be made for this command: {reason}.",
	},
	CLUSTER_UNREACHABLE: {
		kind: "unavailable",
		message: "The agent of {cluster} cannot reach its API server: {reason}.",
	},
	// configuration
	CONFIGURATION_INVALID: {
		kind: "invalid",
		message: "The configuration has {count} problems and was not applied.",
	},
	CONFIGURATION_NOT_FOUND: {
		kind: "not-found",
		message: "There is no configuration version {version}. {hint}",
	},
	CONFIGURATION_OUTDATED: {
		kind: "conflict",
		message:
			"The configuration changed to version {current} while you edited version {base}. Look at the difference and apply again.",
	},
	// people
	NOT_SIGNED_IN: {
		kind: "unauthenticated",
		message: "You are not signed in. Run: qd login",
	},
	SIGN_IN_REFUSED: {
		kind: "unauthenticated",
		message:
			"The sign-in link was used before or has ended. Ask for a new one.",
	},
	NOT_ALLOWED: {
		kind: "forbidden",
		message: "{person} may not {action}. {hint}",
	},
	ORGANISATION_UNKNOWN: {
		kind: "not-found",
		message:
			"You have no organisation {organisation} here. Choose one of yours, ask a member to invite you, or sign in by your provider.",
	},
	ORGANISATION_NONE: {
		kind: "forbidden",
		message:
			"You belong to no organisation yet. Ask a member of one to invite you, or create one.",
	},
	ORGANISATIONS_TOO_MANY: {
		kind: "exceeds-limit",
		message:
			"An account belongs to at most {limit} organisations. Ask to be removed from one first.",
	},
	TOKENS_TOO_MANY: {
		kind: "exceeds-limit",
		message: "There are already {limit} tokens here. End one first.",
	},
	EMAIL_UNVERIFIED: {
		kind: "forbidden",
		message:
			"{issuer} does not say that {email} is verified. Verify the address there and sign in again.",
	},
	EMAIL_HELD: {
		kind: "conflict",
		message:
			"{email} belongs here to another account of {issuer}. Sign in with that one, or ask whoever runs this server.",
	},
	PASSWORD_REFUSED: {
		kind: "unauthenticated",
		message: "You cannot be signed in with this email and password. {hint}",
	},
	PASSWORD_UNFIT: {
		kind: "invalid",
		message: "The password cannot be used: {reason}. Choose another.",
	},
	PASSWORD_BUSY: {
		kind: "exceeds-limit",
		message:
			"Too many people sign in with a password at this moment. Try again in {seconds} s.",
	},
	INVITATION_REFUSED: {
		kind: "unauthenticated",
		message:
			"The invitation was used or withdrawn, or it has ended. Ask for a new one.",
	},
	INVITATION_FOR_ANOTHER: {
		kind: "forbidden",
		message:
			"The invitation is for {email} and you are signed in as {account}. Sign in as {email} and open it again.",
	},
	INVITATION_NOT_FOUND: {
		kind: "not-found",
		message: "There is no open invitation {invitation} in this organisation.",
	},
	PERSON_EXISTS: {
		kind: "conflict",
		message: "There is already a person {email} in this organisation.",
	},
	PERSON_NOT_FOUND: {
		kind: "not-found",
		message: "There is no person {person} in this organisation.",
	},
	// doors
	INPUT_INVALID: { kind: "invalid", message: "{field}: {reason}" },
	INPUT_TOO_LARGE: {
		kind: "exceeds-limit",
		message: "{what} is larger than {limit} bytes. {hint}",
	},
	SIGN_IN_PROVIDER_UNKNOWN: {
		kind: "not-found",
		message:
			"There is no sign-in provider {provider} here. Choose one on the sign-in page.",
	},
	SIGN_IN_UNAVAILABLE: {
		kind: "unavailable",
		message:
			"{provider} cannot be asked who you are: {reason}. Try again in a moment; if it stays so, tell whoever runs this server.",
	},
	SIGN_IN_PROVIDER_REFUSED: {
		kind: "unauthenticated",
		message:
			"{provider} did not sign you in ({reason}). Begin again, or ask whoever runs it.",
	},
	SIGN_IN_ANSWER_INVALID: {
		kind: "unauthenticated",
		message:
			"The answer of {provider} was not accepted: {reason}. Begin again; if it stays so, tell whoever runs this server.",
	},
	SIGN_IN_CLOCKS: {
		kind: "unauthenticated",
		message:
			"The clocks of {provider} and of this server are too far apart, so its answer looks late or early. Tell whoever runs this server.",
	},
	SIGN_IN_ATTEMPT_UNKNOWN: {
		kind: "unauthenticated",
		message:
			"This sign-in was not begun in this browser, was finished before, or took longer than {minutes} minutes. Begin again.",
	},
	PASSWORDS_OFF: {
		kind: "forbidden",
		message: "Passwords are not taken here. Sign in by a provider or a link.",
	},
	REQUEST_FOREIGN: {
		kind: "forbidden",
		message:
			"The request was not made by a page of ours, or by one that is out of date: {reason}. Reload the page.",
	},
	REQUESTS_TOO_MANY: {
		kind: "exceeds-limit",
		message: "Too many requests: {what}. Try again in {seconds} s.",
	},
	REQUEST_TOO_SLOW: {
		kind: "timeout",
		message:
			"The request was not whole within {seconds} s. Send it again, all at once.",
	},
	OUTPUT_UNKNOWN: {
		kind: "not-found",
		message: "There is no output {run}, or it is not kept any more.",
	},
	HOST_UNKNOWN: {
		kind: "invalid",
		message:
			"This name is not served here. Add it under allowedHosts if it should be.",
	},
	SUBSCRIPTIONS_TOO_MANY: {
		kind: "exceeds-limit",
		message:
			"You have {limit} subscriptions open and no more are begun. Close some pages or programs.",
	},
	TOKEN_NOT_FOUND: {
		kind: "not-found",
		message: "There is no token {token} of yours that goes on.",
	},
	SESSION_NOT_FOUND: {
		kind: "not-found",
		message: "There is no session {session} of yours that goes on.",
	},
	SESSION_NEEDED: {
		kind: "forbidden",
		message:
			"An API token may not do this. Sign in to the web pages and do it there.",
	},
	TOKEN_TOO_NARROW: {
		kind: "forbidden",
		message:
			"Your API token may not do this: it would hand out more than the token itself is good for. Use one with all scopes, or do it in the web pages.",
	},
	MACHINE_NOT_ALLOWED: {
		kind: "forbidden",
		message:
			"A machine token may only read its own cluster: cluster, clusters, clusterEvents.",
	},
	ORGANISATION_CREATION_CLOSED: {
		kind: "forbidden",
		message:
			"You may not create an organisation here. Ask a member of one to invite you, or whoever runs this server.",
	},
	INVITATION_NEEDS_SIGN_IN: {
		kind: "unauthenticated",
		message:
			"Sign in by {providers} with the invited address, and open the invitation again.",
	},
	ROUTE_UNKNOWN: {
		kind: "not-found",
		message: "There is no {method} {path}. The API is at /graphql.",
	},
	AUDIT_BROKEN: {
		kind: "internal",
		message:
			"The audit chain is broken at record {record}: {reason}. Keep the database as it is and find out who wrote to it.",
	},
	// parts
	BUS_UNAVAILABLE: {
		kind: "unavailable",
		message:
			"The message bus cannot be reached: {reason}. Try again in a moment; qd doctor says what is wrong.",
	},
	BUS_TOO_OLD: {
		kind: "unavailable",
		message:
			"The nats-server is version {version}; {minimum} or newer is needed, because in older ones a tenant could delete the control plane's data. Update it.",
	},
	DATABASE_UNAVAILABLE: {
		kind: "unavailable",
		message:
			"The database cannot be reached: {reason}. Try again in a moment; qd doctor says what is wrong.",
	},
	PORT_TAKEN: {
		kind: "conflict",
		message:
			"Port {port} is taken by another program. Stop it, or choose another with {flag}.",
	},
	INTERNAL: {
		kind: "internal",
		message:
			"Something went wrong that is ours to mend. Nothing more is known to you than the reference; operators find it in the log.",
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
