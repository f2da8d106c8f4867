import type { Notice, PluginState, SourceGroup } from "@quarterdeck/contract";

/**
 * A source that is part of the agent: it runs in this process, needs no cell, and serves all its groups together. The flow of sources
 * gives it every group whose plugin key names it, whatever the version.
 */
export interface BuiltInSource {
	/** Repository and name, as `botkube/kubernetes`. */
	readonly key: string;
	/** Begins to watch for these groups. Must return at once; what goes wrong is a state. */
	start(groups: readonly BuiltInGroup[], report: ReportNotice): RunningSource;
}

/** One source group that uses it, with the entry of its plugin. */
export interface BuiltInGroup {
	readonly group: Pick<SourceGroup, "name" | "interactive">;
	readonly clusterName: string;
	/** As it was written: the key with its version, the configuration, the identity to be lent. */
	readonly entry: SourceGroup["plugins"][number];
}

/**
 * Puts a notice where it survives this process; when it resolves, it is there. A disk that refuses is waited for, so a source reports
 * one happening after the other. Rejects only when the source is being stopped.
 */
export type ReportNotice = (
	notice: Notice,
	signal: AbortSignal,
) => Promise<void>;

/** A built-in source at work. */
export interface RunningSource {
	/** The groups from now on. Those that did not change go on undisturbed. */
	apply(groups: readonly BuiltInGroup[]): void;
	/** As a plugin's: key, kind `source`, groups. */
	state(): PluginState;
	/** Resolves when nothing is reported any more. */
	stop(): Promise<void>;
}
