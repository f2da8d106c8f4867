/** A port: a place for one plugin process at a time. The plumbing makes them; see decision 0003 for what keeps a plugin in. */
export interface PluginCell {
	readonly home: string;
	readonly temporary: string;
	readonly sockets: string;
	/** What is put in front of the program. */
	readonly wrapper: readonly string[];
	/** Every process in it, given the pid of the wrapper. */
	processes(wrapperPid: number): number[];
	/** Kills what is left and removes the folder. */
	destroy(): Promise<void>;
}

/** A port: how plugins are kept apart on this machine. */
export interface PluginSandbox {
	/** `none` keeps nothing apart. */
	readonly kind: string;
	readonly weakness: string | undefined;
	open(reads: readonly string[]): Promise<PluginCell>;
}

/** Both ways of starting a plugin; which one is taken is a setting. */
export interface PluginSandboxes {
	/** The strongest this machine offers. */
	readonly strongest: PluginSandbox;
	/** Without protection, for `settings.sandbox: none`. */
	readonly open: PluginSandbox;
}
