import {
	type AgentConfiguration,
	AppError,
	type PluginState,
} from "@quarterdeck/contract";
import type { Clock, Log } from "@quarterdeck/runtime";
import { PluginPool, type PluginSlot } from "./plugin-pool.ts";
import type { PluginSandbox, PluginSandboxes } from "./plugin-sandbox.ts";
import type { ResolveProgram } from "./program.ts";

/** The plugins of this agent. */
export interface Plugins {
	/** Starts the plugins that the configuration binds and retires those it no longer binds; commands under way go on. */
	apply(configuration: AgentConfiguration): void;
	/**
	 * A process of the plugin, reserved for one run.
	 * @throws AppError PLUGIN_UNKNOWN, PLUGIN_UNSANDBOXED, PLUGIN_NOT_FOUND, PLUGIN_NOT_STARTED; the signal's reason.
	 */
	take(key: string, signal: AbortSignal): Promise<PluginSlot>;
	states(): PluginState[];
	/** Processes of all plugins, ready and in use. */
	processes(): number;
	/** Calls `listener` at each change; returns how to stop that. */
	onChange(listener: () => void): () => void;
	/** Ends every process. */
	stop(): Promise<void>;
}

export interface PluginsDeps {
	readonly resolve: ResolveProgram;
	readonly sandboxes: PluginSandboxes;
	/** False when the agent's own ceiling forbids `settings.sandbox: none`. */
	readonly mayRunUnsandboxed: boolean;
	/** How long after its last use a plugin keeps a process ready. */
	readonly idleMs: number;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter?: { restarted(): void };
}

/** Starts without plugins; `apply` adds them. */
export function createPlugins(deps: PluginsDeps): Plugins {
	const pools = new Map<string, PluginPool>();
	const retiring = new Set<Promise<void>>();
	const listeners = new Set<() => void>();
	let required = true;
	let cluster = "";

	function sandbox(): PluginSandbox | { readonly problem: string } {
		const { strongest, open } = deps.sandboxes;
		if (!required && deps.mayRunUnsandboxed) return open;
		return strongest.kind === "none"
			? { problem: strongest.weakness ?? "no sandbox is available" }
			: strongest;
	}
	function changed(): void {
		for (const listener of listeners) listener();
	}
	function add(key: string): void {
		const log = deps.log.child({ plugin: key });
		pools.set(
			key,
			new PluginPool({
				key,
				resolve: deps.resolve,
				sandbox,
				idleMs: deps.idleMs,
				clock: deps.clock,
				log,
				changed,
				restarted: () => deps.meter?.restarted(),
			}),
		);
	}
	function remove(key: string, pool: PluginPool): void {
		pools.delete(key);
		const gone = pool.retire().finally(() => retiring.delete(gone));
		retiring.add(gone);
	}
	return {
		apply(configuration) {
			const wanted = boundKeys(configuration);
			const asked = configuration.settings.sandbox === "required";
			// Another sandbox needs other processes; runs under way finish in those they have.
			const keep = asked === required;
			required = asked;
			cluster = configuration.clusterName;
			for (const [key, pool] of [...pools])
				if (!keep || !wanted.has(key)) remove(key, pool);
			for (const key of wanted) if (!pools.has(key)) add(key);
			changed();
		},
		take(key, signal) {
			const pool = pools.get(key);
			if (!pool)
				throw new AppError("PLUGIN_UNKNOWN", {
					cluster,
					plugin: key,
					hint: "",
				});
			return pool.take(signal);
		},
		states: () => [...pools.values()].map((pool) => pool.state()),
		processes: () =>
			[...pools.values()].reduce((sum, pool) => sum + pool.processes(), 0),
		onChange(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		async stop() {
			await Promise.all([
				...[...pools.values()].map((pool) => pool.stop()),
				...retiring,
			]);
		},
	};
}

/** At most a hundred, because a heartbeat cannot report more. */
function boundKeys(configuration: AgentConfiguration): Set<string> {
	const keys = configuration.executors.flatMap((group) =>
		group.plugins.filter((entry) => entry.enabled).map((entry) => entry.key),
	);
	return new Set([...new Set(keys)].slice(0, 100));
}
