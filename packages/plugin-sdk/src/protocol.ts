/*
 * What a Botkube host and its plugins agree on before the first call: HashiCorp's go-plugin, core protocol 1
 * (docs/architecture/botkube-compatibility.md#handshake). None of it is a secret; the cookie only tells a person who started a plugin by
 * hand from a host.
 */

export const magicCookie = {
	key: "BOTKUBE",
	value: "52ca7b74-28eb-4fac-ae79-31a9cbda2454",
} as const;

export const coreProtocolVersion = 1;
export const appProtocolVersion = 3;

/** Service names asked of `grpc.health.v1.Health`. The second is how a plugin says that it streams, the third that it takes input. */
export const healthServices = {
	plugin: "plugin",
	streamingExecutor: "quarterdeck.plugin.v1.StreamingExecutor",
	input: "quarterdeck.plugin.v1.StreamingExecutor.input",
} as const;

/** What gRPC lets a server receive when nothing else is said; unmodified plugins keep to it. */
export const defaultRequestBytes = 4 * 1024 * 1024;
