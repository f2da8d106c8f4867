/** What can be wrong with plugins, runs and their output. Part of the one table of errors. */
export const runErrors = {
	PLUGIN_UNKNOWN: {
		kind: "not-found",
		message: "{cluster} has no plugin {plugin}. {hint}",
	},
	PLUGIN_FAILED: {
		kind: "unavailable",
		message:
			"The plugin {plugin} stopped while it was running the command: {reason}.",
	},
	PLUGIN_NOT_FOUND: {
		kind: "not-found",
		message: "The agent has no program for the plugin {plugin}: {reason}.",
	},
	PLUGIN_NOT_STARTED: {
		kind: "unavailable",
		message: "The plugin {plugin} could not be started: {reason}.",
	},
	PLUGIN_REFUSED: { kind: "invalid", message: "{reason}" },
	PLUGIN_UNSANDBOXED: {
		kind: "unavailable",
		message:
			"The agent cannot isolate plugins on this machine: {reason}. Run it as root or allow user namespaces. To run plugins without isolation, write `unsandboxed: true` into the agent's ceiling file and set settings.sandbox to none.",
	},
	PLUGIN_NETWORK_REFUSED: {
		kind: "forbidden",
		message:
			"The agent of {cluster} does not allow the plugin {plugin} `network: all`, which the configuration asks for. Take it out of the plugin's entry, or write `network: [\"{plugin}\"]` into the agent's ceiling file and restart the agent.",
	},
	RUN_TIMEOUT: {
		kind: "timeout",
		message:
			"The command was stopped in {cluster} because it ran longer than {seconds} s. Set a longer limit with --timeout.",
	},
	OUTPUT_TRUNCATED: {
		kind: "exceeds-limit",
		message:
			"The program wrote {written} bytes of output, and only the first {bytes} were kept.",
	},
	OUTPUT_OVER_LIMIT: {
		kind: "exceeds-limit",
		message:
			"The agent of {cluster} sent more than the {limit} bytes of output allowed for one command. The command was stopped. Check that agent before you trust its answers.",
	},
	OUTPUT_ALTERED: {
		kind: "unavailable",
		message:
			"The output received from {cluster} is not the output that its agent says it sent. Do not rely on it. Check that agent and its connection to the bus.",
	},
	IDENTITY_REFUSED: {
		kind: "forbidden",
		message: "{name} cannot be impersonated: {reason}.",
	},
	CLUSTER_UNREACHABLE: {
		kind: "unavailable",
		message: "The agent of {cluster} cannot reach its API server: {reason}.",
	},
} as const;
