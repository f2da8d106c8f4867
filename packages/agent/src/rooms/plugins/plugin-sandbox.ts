import type { PluginBounds } from "./plugin-bounds.ts";

/** A port: an isolated place for one plugin process. The plumbing creates them; decision 0003 says how plugins are isolated. */
export interface PluginCell {
	readonly home: string;
	readonly temporary: string;
	readonly sockets: string;
	/** The command that wraps the program. */
	readonly wrapper: readonly string[];
	/** The folder the wrapper is started in. */
	readonly cwd: string;
	/** The uid that the program runs as, as the agent sees it. */
	readonly uid: number;
	/** Where the agent finds the root that the program sees, given the pid of the wrapper. */
	rootOf(wrapperPid: number): string;
	/** Every process in it, given the pid of the wrapper. */
	processes(wrapperPid: number): number[];
	/** Whether it holds more than it may. Undefined where it cannot. */
	readonly isOverfull: (() => Promise<boolean>) | undefined;
	/** What everything in it holds in memory, given the pid of the wrapper, and may hold. */
	readonly memory: {
		readonly limitBytes: number;
		look(wrapperPid: number): {
			readonly bytes: number;
			readonly isOver: boolean;
		};
	};
	/** Whether its folder is full, or holds more than it may. */
	isFull(wrapperPid: number): Promise<boolean>;
	/** Whether ports that it opens are its own, and nobody outside reaches them. */
	readonly hasOwnNetwork: boolean;
	/** Kills the remaining processes and removes the folder. */
	destroy(): Promise<void>;
}

/** A port: how plugins are isolated on this machine. */
export interface PluginSandbox {
	/** `none` isolates nothing. */
	readonly kind: string;
	readonly weakness: string | undefined;
	/** What a plugin can do in it although it should not. */
	readonly gap: string | undefined;
	open(reads: readonly string[], bounds: PluginBounds): Promise<PluginCell>;
	/** Ends what was made ready for the next cell. */
	close(): void;
}

/** Both ways of starting a plugin; a setting chooses between them. */
export interface PluginSandboxes {
	/** The strongest one that this machine supports. */
	readonly strongest: PluginSandbox;
	/** Isolates nothing, for `settings.sandbox: none`. */
	readonly open: PluginSandbox;
}
