/** A port: an isolated place for one plugin process. The plumbing creates them; decision 0003 says how plugins are isolated. */
export interface PluginCell {
	readonly home: string;
	readonly temporary: string;
	readonly sockets: string;
	/** The command that wraps the program. */
	readonly wrapper: readonly string[];
	/** Every process in it, given the pid of the wrapper. */
	processes(wrapperPid: number): number[];
	/** Kills the remaining processes and removes the folder. */
	destroy(): Promise<void>;
}

/** A port: how plugins are isolated on this machine. */
export interface PluginSandbox {
	/** `none` isolates nothing. */
	readonly kind: string;
	readonly weakness: string | undefined;
	open(reads: readonly string[]): Promise<PluginCell>;
}

/** Both ways of starting a plugin; a setting chooses between them. */
export interface PluginSandboxes {
	/** The strongest one that this machine supports. */
	readonly strongest: PluginSandbox;
	/** Isolates nothing, for `settings.sandbox: none`. */
	readonly open: PluginSandbox;
}
