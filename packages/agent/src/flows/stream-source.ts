import { randomUUID } from "node:crypto";
import {
	type AgentConfiguration,
	AppError,
	type PluginState,
} from "@quarterdeck/contract";
import type { PluginListener } from "@quarterdeck/plugin-sdk/host";
import type { Log } from "@quarterdeck/runtime";
import { stringify } from "yaml";
import {
	createSecretHider,
	type SecretHider,
	type SecretResolver,
} from "../rooms/configuration/index.ts";
import type {
	BuiltInGroup,
	BuiltInSource,
	OpenSource,
	PluginSources,
	RunningSource,
} from "../rooms/plugins/index.ts";
import type { Spool } from "../rooms/spool/index.ts";
import { type Lender, lendToSource } from "./lend-to-source.ts";
import { noticeFromEvent } from "./notice-from-event.ts";
import { createPutNotice, type SourceMeter } from "./put-notice.ts";
import { listenerOf, type Wanted, wantedOf } from "./wanted-sources.ts";

/** The sources that a configuration asks for, at work. */
export interface SourceStreams {
	/** Opens what is new, closes what is no longer wanted, and leaves alone what did not change. */
	apply(configuration: AgentConfiguration): void;
	/** Of the sources that are part of the agent; those of plugins are told by their room. */
	states(): PluginState[];
	/** Plugins of a source group that are open; undefined for a group that is not run here. */
	openIn(group: string): readonly OpenInGroup[] | undefined;
	/**
	 * Has a plugin make a notice of what came from outside, and keeps it.
	 * @throws PluginFailure; AppError SECRET_REFUSED, SECRET_UNREADABLE; the signal's reason.
	 */
	call(
		source: OpenInGroup,
		payload: Uint8Array,
		options: { readonly signal: AbortSignal; readonly timeoutMs: number },
	): Promise<"put" | "no-event" | "takes-none">;
	stop(): Promise<void>;
}

/** One plugin of a source group, open. */
export interface OpenInGroup {
	readonly group: string;
	readonly plugin: string;
	readonly source: OpenSource;
	/** What it is told of who listens. */
	readonly listener: PluginListener;
	/** What it is configured with, with secrets in it. */
	configure(signal: AbortSignal): Promise<GivenConfig>;
}

/** As YAML, and what hides its secrets in all that the plugin says. */
interface GivenConfig {
	readonly config: string;
	readonly hider: SecretHider;
}

export interface SourceStreamsDeps extends Lender {
	readonly sources: PluginSources;
	readonly builtIn: readonly BuiltInSource[];
	readonly secrets: SecretResolver;
	readonly put: Spool["put"];
	readonly log: Log;
	readonly meter?: SourceMeter;
}

/** Without a source; `apply` brings them. */
export function createSourceStreams(deps: SourceStreamsDeps): SourceStreams {
	const open = new Map<string, OpenInGroup>();
	const running = new Map<string, RunningSource>();
	const closing = new Set<Promise<void>>();
	const report = createPutNotice(deps);

	function close({ source }: OpenInGroup): void {
		const closed = source.close().finally(() => closing.delete(closed));
		closing.add(closed);
	}
	const takeEvent: TakeEvent = async (event, from, hider, signal) => {
		const said = noticeFromEvent(event, from, randomUUID);
		try {
			if (said) await report(hider.value(said), signal);
		} catch (error) {
			if (!(error instanceof AppError)) throw error;
			deps.meter?.event("refused");
			return false;
		}
		if (!said) deps.meter?.event("refused");
		return said !== undefined;
	};
	function applyBuiltIn(groups: ReadonlyMap<string, BuiltInGroup[]>): void {
		for (const one of deps.builtIn) {
			const mine = groups.get(one.key) ?? [];
			const now = running.get(one.key);
			if (now) now.apply(mine);
			else if (mine.length > 0) running.set(one.key, one.start(mine, report));
		}
	}
	return {
		apply(configuration) {
			const wanted = wantedOf(configuration);
			const builtIn = new Map<string, BuiltInGroup[]>();
			const streams = new Map<string, Wanted>();
			for (const one of wanted) {
				if (!deps.builtIn.some(({ key }) => key === one.plugin)) {
					streams.set(one.id, one);
					continue;
				}
				const { group, entry, plugin } = one;
				const { clusterName } = configuration;
				const before = builtIn.get(plugin) ?? [];
				builtIn.set(plugin, [...before, { group, clusterName, entry }]);
			}
			deps.sources.use(configuration);
			for (const [id, one] of [...open]) {
				if (streams.has(id)) continue;
				open.delete(id);
				close(one);
			}
			for (const [id, one] of streams)
				if (!open.has(id))
					open.set(id, openStream(one, configuration, takeEvent, deps));
			deps.sources.retireUnused();
			applyBuiltIn(builtIn);
		},
		states: () => [...running.values()].map((one) => one.state()),
		openIn(group) {
			const found = [...open.values()].filter((one) => one.group === group);
			return found.length === 0 ? undefined : found;
		},
		async call(one, payload, { signal, timeoutMs }) {
			const { config, hider } = await one.configure(signal);
			const { listener } = one;
			const event = await one.source.handleExternalRequest(
				{ payload, config, listener },
				{ signal, timeoutMs },
			);
			if (event === undefined) return "takes-none";
			const isEvent = await takeEvent(event, one, hider, signal);
			return isEvent ? "put" : "no-event";
		},
		async stop() {
			for (const one of open.values()) close(one);
			open.clear();
			await Promise.all([
				...closing,
				...[...running.values()].map((one) => one.stop()),
			]);
		},
	};
}

/** Makes a notice of an event and keeps it; false when it is none. */
type TakeEvent = (
	event: Uint8Array,
	from: Pick<OpenInGroup, "group" | "plugin">,
	hider: SecretHider,
	signal: AbortSignal,
) => Promise<boolean>;

function openStream(
	{ group, entry, plugin }: Wanted,
	configuration: AgentConfiguration,
	take: TakeEvent,
	deps: SourceStreamsDeps,
): OpenInGroup {
	const listener = listenerOf(group, configuration);
	const where = `sources.${group.name}.${entry.key}.config`;
	const configure = async (signal: AbortSignal): Promise<GivenConfig> => {
		const asked = entry.config ?? {};
		const { value, secrets } = await deps.secrets.resolve(asked, where, signal);
		return { config: stringify(value), hider: createSecretHider(secrets) };
	};
	const from = { group: group.name, plugin };
	let hider = createSecretHider([]);
	const source = deps.sources.open({
		key: entry.key,
		group: group.name,
		isSandboxed: configuration.settings.sandbox === "required",
		onEvent: (event, signal) => take(event, from, hider, signal),
		async begin(signal) {
			const given = await configure(signal);
			hider = given.hider;
			const loan = await lendToSource(entry, configuration, deps);
			const { kubeconfig } = loan;
			const { config } = given;
			return {
				over: loan.over,
				end: loan.end,
				request: {
					config,
					listener,
					...(kubeconfig === undefined ? {} : { kubeconfig }),
				},
			};
		},
	});
	return { ...from, source, listener, configure };
}
