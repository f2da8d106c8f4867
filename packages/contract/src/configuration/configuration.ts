import type {
	AgentSettings,
	Platform,
	PluginEntry,
	PluginSettings,
} from "../index.ts";

/** A plugin of a group, with the name people are shown for it. */
export interface ConfiguredPlugin extends PluginEntry {
	readonly displayName?: string;
}

/** One group of executors or sources; `plugins` in the order they are written. */
export interface PluginGroup {
	readonly displayName: string | undefined;
	readonly plugins: readonly ConfiguredPlugin[];
}

export interface Alias {
	readonly command: string;
	readonly displayName: string | undefined;
}

export interface Bindings {
	readonly executors: readonly string[];
	readonly sources: readonly string[];
}

/** An automatic reaction to an event. */
export interface ActionEntry {
	readonly enabled: boolean;
	readonly displayName: string | undefined;
	readonly command: string;
	readonly bindings: Bindings;
}

/**
 * The keys under `communications` whose entries have channels, with the platform that people speak on there. Other keys (webhook,
 * elasticsearch, pagerDuty) only receive events.
 */
export const platformOfKey = {
	console: "console",
	socketSlack: "slack",
	cloudSlack: "slack",
	cloudTeams: "teams",
	mattermost: "mattermost",
	discord: "discord",
} as const satisfies Readonly<Record<string, Platform>>;
export type PlatformKey = keyof typeof platformOfKey;

/** A place people speak in. */
export interface Channel {
	readonly platform: Platform;
	/** The communication group and the alias it is configured under. */
	readonly group: string;
	readonly alias: string;
	/** What people call it, and what `ChannelName` maps: without a leading `#`. */
	readonly name: string;
	/** Who may use it: email globs and `group:NAME`; undefined is everyone of the organisation. */
	readonly members: readonly string[] | undefined;
	/** Where its commands go unless they say so: names, globs, label selectors. Empty: they must say. */
	readonly clusters: readonly string[];
	readonly notificationsDisabled: boolean;
	readonly bindings: Bindings;
	/** Executor groups that its message triggers run instead of those bound. */
	readonly triggered?: readonly string[];
}

/** The keys under `communications` that are told of events and say nothing. */
export const sinkKeys = ["webhook", "elasticsearch", "pagerDuty"] as const;
export type SinkKey = (typeof sinkKeys)[number];

/** What is told of events and says nothing: an address, an index, a service. */
export interface Sink {
	readonly kind: SinkKey;
	/** The communication group it is configured in. */
	readonly group: string;
	/** The index of `elasticsearch`; empty for others. */
	readonly alias: string;
	/** The source groups that it is told of. */
	readonly sources: readonly string[];
	/** How it is reached: never shown, for much of it opens what it leads to. Absent where nobody sends anything. */
	readonly target?: SinkTarget;
}

/** Text, or where it is kept. */
export type Credential = string | { readonly $secret: string };

/** What a sink of each kind is reached by; an address or credential that is not configured is undefined. */
export type SinkTarget =
	| { readonly kind: "webhook"; readonly url: Credential | undefined }
	| {
			readonly kind: "elasticsearch";
			readonly server: Credential | undefined;
			readonly username: Credential | undefined;
			readonly password: Credential | undefined;
			readonly skipTLSVerify: boolean;
			readonly isSignedForAws: boolean;
			/** Of the index that is made for each day. */
			readonly index: {
				readonly name: string;
				readonly type: string | undefined;
				readonly shards: number | undefined;
				readonly replicas: number | undefined;
			};
	  }
	| {
			readonly kind: "pagerDuty";
			readonly integrationKey: Credential | undefined;
			/** Of the Events API; undefined is PagerDuty's own. */
			readonly basePath: string | undefined;
	  };

/** A configuration as it is used: checked, with everything that is not used yet kept in its text only. */
export interface Configuration {
	readonly executors: Readonly<Record<string, PluginGroup>>;
	readonly sources: Readonly<Record<string, PluginGroup>>;
	readonly aliases: Readonly<Record<string, Alias>>;
	readonly actions: Readonly<Record<string, ActionEntry>>;
	/** Channels of enabled platforms, in the order they are written. */
	readonly channels: readonly Channel[];
	/** Those that are enabled, in the order they are written. */
	readonly sinks: readonly Sink[];
	/** Secrets that enabled platforms refer to. */
	readonly platformSecrets?: readonly PlatformSecret[];
	readonly settings: ConfigurationSettings;
	/** Where plugins come from, how they are watched over and called from outside, as far as the file says. */
	readonly plugins?: PluginSettings;
}

/** A secret that the control plane gives to a platform. */
export interface PlatformSecret {
	/** `communications.group.mattermost`. */
	readonly place: string;
	/** As it is referred to: `env:NAME`. */
	readonly secret: string;
	/** All that decides where it is sent, as text to be compared: the platform without its channels. */
	readonly beside: string;
}

export interface ConfigurationSettings extends AgentSettings {
	readonly clusterName: string;
	/** "configuration": a change that widens rights waits for a second member. */
	readonly review?: "" | "configuration";
}

/** Something to mend in a configuration file. Only errors keep it from being applied. */
export interface ConfigurationProblem {
	readonly severity: "error" | "warning";
	readonly file: string;
	/** From 1. */
	readonly line: number;
	/** From 1. */
	readonly column: number;
	/** The offending key, e.g. `executors.kubectl.botkube/kubectl.enabled`; empty when the file as a whole is meant. */
	readonly path: string;
	readonly message: string;
	/** The nearest known key or name. */
	readonly suggestion: string | undefined;
}
