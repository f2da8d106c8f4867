import { isDeepStrictEqual } from "node:util";
import {
	type AgentConfiguration,
	AppError,
	type PluginRepository,
	type PluginState,
} from "@quarterdeck/contract";
import type { Clock, Log } from "@quarterdeck/runtime";
import { type KeptLine, LogRing } from "./log-ring.ts";
import {
	boundsOf,
	enforceNetwork,
	type PluginAllowance,
	type PluginBounds,
} from "./plugin-bounds.ts";
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
	take(
		key: string,
		signal: AbortSignal,
		/** Gets a sentence while the plugin is fetched. */
		onProgress?: (text: string) => void,
	): Promise<PluginSlot>;
	/** Replaces the processes of a plugin; runs under way finish in theirs. False when the configuration binds none of that key. */
	restart(key: string): boolean;
	/** The last lines that it wrote, raw; undefined when the configuration binds none of that key. */
	logs(key: string): readonly KeptLine[] | undefined;
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
	/** Told where plugins come from, before any of them is looked for. */
	readonly useRepositories?: (
		repositories: readonly PluginRepository[],
	) => void;
	readonly sandboxes: PluginSandboxes;
	/** False when the agent's own ceiling forbids `settings.sandbox: none`. */
	readonly mayRunUnsandboxed: boolean;
	readonly allowance: PluginAllowance;
	/** How long after its last use a plugin keeps a process ready. */
	readonly idleMs: number;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter?: { restarted(): void };
}

/** Starts without plugins; `apply` adds them. */
export function createPlugins(deps: PluginsDeps): Plugins {
	const pools = new Map<string, PluginPool>();
	const rings = new Map<string, LogRing>();
	const boundsInUse = new Map<string, PluginBounds>();
	const retiring = new Set<Promise<void>>();
	const listeners = new Set<() => void>();
	let required = true;
	let current: AgentConfiguration | undefined;

	function changed(): void {
		for (const listener of listeners) listener();
	}
	/** A pool keeps the bounds it was made with: others need other processes. */
	function add(key: string, bounds: PluginBounds): void {
		const log = deps.log.child({ plugin: key });
		boundsInUse.set(key, bounds);
		const ring = rings.get(key) ?? new LogRing(deps.clock);
		rings.set(key, ring);
		pools.set(
			key,
			new PluginPool({
				key,
				resolve: deps.resolve,
				sandbox: () => sandboxFor(required, deps),
				bounds() {
					if (current) enforceNetwork(key, bounds, current, deps.allowance);
					return bounds;
				},
				heard: (line) => ring.add(line),
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
		boundsInUse.delete(key);
		const gone = pool.retire().finally(() => retiring.delete(gone));
		retiring.add(gone);
	}
	return {
		apply(configuration) {
			const wanted = boundPlugins(configuration, deps.allowance);
			const asked = configuration.settings.sandbox === "required";
			// Another sandbox needs other processes; runs under way finish in those they have.
			const keep = asked === required;
			required = asked;
			current = configuration;
			deps.useRepositories?.(configuration.plugins?.repositories ?? []);
			for (const [key, pool] of [...pools])
				if (!keep || !isDeepStrictEqual(boundsInUse.get(key), wanted.get(key)))
					remove(key, pool);
			for (const [key, bounds] of wanted) if (!pools.has(key)) add(key, bounds);
			for (const key of [...rings.keys()])
				if (!pools.has(key)) rings.delete(key);
			changed();
		},
		take(key, signal, onProgress) {
			const pool = pools.get(key);
			if (!pool)
				throw new AppError("PLUGIN_UNKNOWN", {
					cluster: current?.clusterName ?? "",
					plugin: key,
					hint: "",
				});
			return pool.take(signal, onProgress);
		},
		restart(key) {
			const pool = pools.get(key);
			const bounds = boundsInUse.get(key);
			if (!pool || !bounds) return false;
			remove(key, pool);
			add(key, bounds);
			changed();
			return true;
		},
		logs: (key) => rings.get(key)?.lines(),
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
			deps.sandboxes.strongest.close();
			deps.sandboxes.open.close();
		},
	};
}

function sandboxFor(
	required: boolean,
	deps: Pick<PluginsDeps, "mayRunUnsandboxed" | "sandboxes">,
): PluginSandbox | { readonly problem: string } {
	const { strongest, open } = deps.sandboxes;
	if (!required && deps.mayRunUnsandboxed) return open;
	return strongest.kind === "none"
		? { problem: strongest.weakness ?? "no sandbox is available" }
		: strongest;
}

/** At most a hundred, because a heartbeat cannot report more. */
function boundPlugins(
	configuration: AgentConfiguration,
	allowance: PluginAllowance,
): Map<string, PluginBounds> {
	const entries = configuration.executors.flatMap(({ plugins }) =>
		plugins.filter((entry) => entry.enabled),
	);
	const keys = [...new Set(entries.map(({ key }) => key))].slice(0, 100);
	return new Map(
		keys.map((key) => {
			const same = entries.filter((entry) => entry.key === key);
			return [key, boundsOf(same, configuration, allowance)];
		}),
	);
}
