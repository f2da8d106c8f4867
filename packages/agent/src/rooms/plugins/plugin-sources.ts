import {
	type AgentConfiguration,
	AppError,
	type PluginState,
} from "@quarterdeck/contract";
import type {
	CallOptions,
	PluginExternalRequest,
} from "@quarterdeck/plugin-sdk/host";
import type { Clock, Log } from "@quarterdeck/runtime";
import { type KeptLine, LogRing } from "./log-ring.ts";
import {
	boundsOf,
	enforceNetwork,
	type PluginAllowance,
	type PluginBounds,
} from "./plugin-bounds.ts";
import { type PluginMember, startMember } from "./plugin-member.ts";
import type { PluginSandbox, PluginSandboxes } from "./plugin-sandbox.ts";
import type { ResolveProgram } from "./program.ts";
import { SourceHost, type Supervision, supervisionOf } from "./source-host.ts";
import type { StreamState, WantedStream } from "./source-stream.ts";

/** The source plugins of this agent: one process for each key, with a stream for each source group. */
export interface PluginSources {
	/** Keeps a stream open until it is closed. Its plugin is started when it is the first. */
	open(wanted: WantedStream): OpenSource;
	/** Ends plugins without a stream. To be called when all that is wanted was opened. */
	retireUnused(): void;
	/** The configuration that is in use from now on: how plugins are watched over, and what they may use. Called before `open`. */
	use(configuration: AgentConfiguration): void;
	/** Starts a plugin anew, deactivated or not. False when no source group uses it. */
	restart(key: string): boolean;
	states(): PluginState[];
	/** The last lines that it wrote, raw; undefined when no source group uses it. */
	logs(key: string): readonly KeptLine[] | undefined;
	processes(): number;
	/** Calls `listener` at each change; returns how to stop that. */
	onChange(listener: () => void): () => void;
	/** Ends every process. */
	stop(): Promise<void>;
}

/** An open stream. */
export interface OpenSource {
	state(): StreamState;
	/** @throws PluginFailure; the signal's reason while no process runs. */
	handleExternalRequest(
		request: PluginExternalRequest,
		options: CallOptions & { readonly signal: AbortSignal },
	): Promise<Uint8Array | undefined>;
	close(): Promise<void>;
}

export interface PluginSourcesDeps {
	readonly resolve: ResolveProgram;
	readonly sandboxes: PluginSandboxes;
	/** False when the agent's own ceiling forbids `settings.sandbox: none`. */
	readonly mayRunUnsandboxed: boolean;
	readonly allowance: PluginAllowance;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter?: { restarted(): void };
}

interface Hosted {
	readonly key: string;
	readonly host: SourceHost;
	readonly ring: LogRing;
}

/** Without plugins; `open` adds them. */
export function createPluginSources(deps: PluginSourcesDeps): PluginSources {
	const hosts = new Map<string, Hosted>();
	const retiring = new Set<Promise<void>>();
	const listeners = new Set<() => void>();
	let supervision: Supervision = supervisionOf(undefined);
	let current: AgentConfiguration | undefined;
	const changed = () => {
		for (const listener of listeners) listener();
	};

	function hosted({ key, isSandboxed }: WantedStream): Hosted {
		const bounds = boundsFor(key, current, deps.allowance);
		const name = JSON.stringify([key, isSandboxed, bounds]);
		const known = hosts.get(name);
		if (known) return known;
		const ring = new LogRing(deps.clock);
		const log = deps.log.child({ plugin: key });
		const host = new SourceHost({
			key,
			start(signal) {
				if (current) enforceNetwork(key, bounds, current, deps.allowance);
				const asked = { key, isSandboxed, bounds };
				return startSource(asked, ring, signal, deps);
			},
			supervision: () => supervision,
			clock: deps.clock,
			log,
			changed,
			restarted: () => deps.meter?.restarted(),
		});
		const made = { key, host, ring };
		hosts.set(name, made);
		return made;
	}
	function withKey(key: string): Hosted[] {
		return [...hosts.values()].filter((one) => one.key === key);
	}
	return {
		open(wanted) {
			const { host } = hosted(wanted);
			const stream = host.open(wanted);
			return {
				state: () => stream.state(),
				handleExternalRequest: (request, options) =>
					host.handleExternalRequest(request, options),
				close: () => host.close(stream),
			};
		},
		retireUnused() {
			for (const [name, { host }] of [...hosts]) {
				if (host.streams > 0) continue;
				hosts.delete(name);
				const gone = host.stop().finally(() => retiring.delete(gone));
				retiring.add(gone);
			}
			changed();
		},
		use(configuration) {
			current = configuration;
			supervision = supervisionOf(configuration.plugins);
		},
		restart(key) {
			const found = withKey(key);
			for (const { host } of found) host.restart();
			return found.length > 0;
		},
		states: () => [...hosts.values()].map(({ host }) => host.state()),
		logs(key) {
			const found = withKey(key);
			return found.length === 0
				? undefined
				: found.flatMap(({ ring }) => ring.lines());
		},
		processes: () =>
			[...hosts.values()].reduce((sum, { host }) => sum + host.processes, 0),
		onChange(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		async stop() {
			await Promise.all([
				...[...hosts.values()].map(({ host }) => host.stop()),
				...retiring,
			]);
		},
	};
}

/** One process serves every group that names the key, so the narrowest bounds of them hold. */
function boundsFor(
	key: string,
	configuration: AgentConfiguration | undefined,
	allowance: PluginAllowance,
): PluginBounds {
	const { settings, sources = [] } = configuration ?? {};
	const entries = sources
		.flatMap(({ plugins }) => plugins)
		.filter((entry) => entry.enabled && entry.key === key);
	return settings
		? boundsOf(entries, { settings }, allowance)
		: { memoryBytes: allowance.memoryBytes, network: "gate" };
}

/** @throws AppError PLUGIN_UNSANDBOXED, PLUGIN_NOT_FOUND; PluginFailure. */
async function startSource(
	{
		key,
		isSandboxed,
		bounds,
	}: Pick<WantedStream, "isSandboxed" | "key"> & {
		readonly bounds: PluginBounds;
	},
	ring: LogRing,
	signal: AbortSignal,
	deps: PluginSourcesDeps,
): Promise<PluginMember> {
	const sandbox = chooseSandbox(isSandboxed, deps);
	const program = await deps.resolve(
		key,
		{ signal, onProgress: () => {} },
		"source",
	);
	if ("problem" in program)
		throw new AppError("PLUGIN_NOT_FOUND", {
			plugin: key,
			reason: program.problem,
		});
	return startMember({
		program,
		sandbox,
		bounds,
		keepsDisk: true,
		kind: "source",
		heard: (line) => ring.add(line),
		clock: deps.clock,
		log: deps.log.child({ plugin: key }),
		signal,
	});
}

function chooseSandbox(
	isSandboxed: boolean,
	{ sandboxes, mayRunUnsandboxed }: PluginSourcesDeps,
): PluginSandbox {
	if (!isSandboxed && mayRunUnsandboxed) return sandboxes.open;
	const { strongest } = sandboxes;
	if (strongest.kind === "none")
		throw new AppError("PLUGIN_UNSANDBOXED", {
			reason: strongest.weakness ?? "no sandbox is available",
		});
	return strongest;
}
