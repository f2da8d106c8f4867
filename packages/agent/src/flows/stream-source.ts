import { createHash, randomUUID } from "node:crypto";
import {
	type AgentConfiguration,
	AppError,
	boundNotice,
	noticeKind,
	type PluginEntry,
	type PluginState,
	parsePluginKey,
	type SourceGroup,
} from "@quarterdeck/contract";
import type { PluginListener } from "@quarterdeck/plugin-sdk/host";
import {
	type Clock,
	type Log,
	type NewId,
	pause,
	type Timer,
} from "@quarterdeck/runtime";
import { stringify } from "yaml";
import {
	type Ceiling,
	directLoan,
	enforceSettings,
	type Gate,
	type Loan,
	mapIdentity,
	type OwnCredentials,
} from "../rooms/gate/index.ts";
import {
	type BuiltInGroup,
	type BuiltInSource,
	type OpenSource,
	type PluginSources,
	type ReportNotice,
	type RunningSource,
	StreamRefused,
} from "../rooms/plugins/index.ts";
import type { Spool } from "../rooms/spool/index.ts";
import { noticeFromEvent } from "./notice-from-event.ts";

/** The sources that a configuration asks for, at work. */
export interface SourceStreams {
	/** Opens what is new, closes what is no longer wanted, and leaves alone what did not change. */
	apply(configuration: AgentConfiguration): void;
	/** Of the sources that are part of the agent; those of plugins are told by their room. */
	states(): PluginState[];
	/** Plugins of a source group that are open; undefined for a group that is not run here. */
	openIn(group: string): readonly OpenInGroup[] | undefined;
	/** Has a plugin make a notice of what came from outside, and keeps it. False when it made none. */
	takeEvent(
		event: Uint8Array,
		from: OpenInGroup,
		signal: AbortSignal,
	): Promise<boolean>;
	stop(): Promise<void>;
}

/** One plugin of a source group, open. */
export interface OpenInGroup {
	readonly group: string;
	readonly plugin: string;
	readonly source: OpenSource;
	/** What it is told of who listens. */
	readonly listener: PluginListener;
	/** YAML. */
	readonly config: string;
}

export interface SourceStreamsDeps {
	readonly sources: PluginSources;
	readonly builtIn: readonly BuiltInSource[];
	readonly gate: Pick<Gate, "lend">;
	readonly ownCredentials: OwnCredentials;
	readonly ceiling: Ceiling;
	readonly put: Spool["put"];
	readonly newId: NewId;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter?: SourceMeter;
}

/** What becomes of events. */
export interface SourceMeter {
	/** `put`: on its way. `refused`: it was none. `waited`: the disk refused it. `lost`: it was given up while the disk refused it. */
	event(what: "put" | "refused" | "waited" | "lost"): void;
}

/** A loan ends so long after it was last extended: what is left of a stream that hangs together with its agent. */
const loanMs = 600_000;
const extendEveryMs = loanMs / 4;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

/** Without a source; `apply` brings them. */
export function createSourceStreams(deps: SourceStreamsDeps): SourceStreams {
	const open = new Map<string, OpenInGroup>();
	const running = new Map<string, RunningSource>();
	const closing = new Set<Promise<void>>();
	const report = createReport(deps);

	function close({ source }: OpenInGroup): void {
		const closed = source.close().finally(() => closing.delete(closed));
		closing.add(closed);
	}
	async function takeEvent(
		event: Uint8Array,
		from: Pick<OpenInGroup, "group" | "plugin">,
		signal: AbortSignal,
	): Promise<boolean> {
		const notice = noticeFromEvent(event, from, randomUUID);
		if (notice === undefined) {
			deps.meter?.event("refused");
			return false;
		}
		await report(notice, signal);
		return true;
	}
	function openStream(wanted: Wanted, configuration: AgentConfiguration): void {
		const { id, group, entry, plugin } = wanted;
		const listener = listenerOf(group, configuration);
		const config = stringify(entry.config ?? {});
		const source = deps.sources.open({
			key: entry.key,
			group: group.name,
			isSandboxed: configuration.settings.sandbox === "required",
			onEvent: (event, signal) =>
				takeEvent(event, { group: group.name, plugin }, signal),
			async begin() {
				const loan = await borrow(wanted, configuration, deps);
				const kept = keepLent(loan, deps.clock);
				return {
					...kept,
					request: {
						config,
						listener,
						...(loan ? { kubeconfig: loan.kubeconfig } : {}),
					},
				};
			},
		});
		open.set(id, { group: group.name, plugin, source, listener, config });
	}
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
			deps.sources.supervision(configuration.plugins);
			for (const [id, one] of [...open]) {
				if (streams.has(id)) continue;
				open.delete(id);
				close(one);
			}
			for (const [id, one] of streams)
				if (!open.has(id)) openStream(one, configuration);
			deps.sources.retireUnused();
			applyBuiltIn(builtIn);
		},
		states: () => [...running.values()].map((one) => one.state()),
		openIn(group) {
			const found = [...open.values()].filter((one) => one.group === group);
			return found.length === 0 ? undefined : found;
		},
		takeEvent,
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

interface Wanted {
	/** Changes with everything that the stream was opened with. */
	readonly id: string;
	readonly group: SourceGroup;
	readonly entry: PluginEntry;
	/** Its key without a version. */
	readonly plugin: string;
}

/** Streams that one agent opens; a heartbeat could not tell of more. */
const maxStreams = 1000;

function wantedOf(configuration: AgentConfiguration): Wanted[] {
	const { clusterName, settings, plugins } = configuration;
	return configuration.sources
		.flatMap((group) =>
			group.plugins
				.filter((entry) => entry.enabled)
				.map((entry) => {
					const parsed = parsePluginKey(entry.key);
					const plugin =
						"problem" in parsed
							? entry.key
							: `${parsed.repository}/${parsed.name}`;
					const id = createHash("sha256")
						.update(
							JSON.stringify([
								group.name,
								group.interactive,
								entry.key,
								entry.config ?? null,
								entry.rbac ?? null,
								clusterName,
								settings.credentials,
								settings.sandbox,
								plugins?.incomingWebhook?.baseUrl ?? "",
							]),
						)
						.digest("base64");
					return { id, group, entry, plugin };
				}),
		)
		.slice(0, maxStreams);
}

function listenerOf(
	group: SourceGroup,
	{ clusterName, plugins }: AgentConfiguration,
): PluginListener {
	const base = plugins?.incomingWebhook?.baseUrl;
	const baseUrl = base ? `${base.replace(/\/+$/, "")}/sources/v1` : "";
	return {
		isInteractivitySupported: group.interactive,
		clusterName,
		sourceName: group.name,
		incomingWebhook: {
			baseUrl,
			fullUrlForSource: baseUrl ? `${baseUrl}/${group.name}` : "",
		},
	};
}

/** @throws StreamRefused, for what only another configuration can mend. */
async function borrow(
	{ entry }: Wanted,
	configuration: AgentConfiguration,
	deps: SourceStreamsDeps,
): Promise<Loan | undefined> {
	try {
		enforceSettings(configuration, deps.ceiling);
		const identity = sourceIdentity(entry);
		if (!identity) return undefined;
		const { clusterName, settings } = configuration;
		if (settings.credentials === "direct")
			return await directLoan(deps.ownCredentials, identity, clusterName);
		return deps.gate.lend({
			run: deps.newId("run"),
			identity,
			endsAt: new Date(deps.clock.now().getTime() + loanMs),
			clusterName,
		});
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		throw new StreamRefused(error.message, { cause: error });
	}
}

/** @throws AppError IDENTITY_UNMAPPED for a mapping that needs a person or a channel: a source has neither. */
function sourceIdentity({ rbac }: PluginEntry) {
	for (const type of [rbac?.user?.type, rbac?.group?.type])
		if (type && type !== "Static")
			throw new AppError("IDENTITY_UNMAPPED", {
				reason: `the mapping is of type ${type}, and a source has no person and no channel: only Static names can be lent to it`,
			});
	return mapIdentity(rbac, {
		actor: { email: "", groups: [] },
		conversation: { channel: "" },
	});
}

/** Extends a loan as long as its stream is open; a loan that was lost meanwhile closes the stream, which is opened with another one. */
function keepLent(
	loan: Loan | undefined,
	clock: Clock,
): { readonly over: AbortSignal; end(): void } {
	const over = new AbortController();
	let timer: Timer | undefined;
	function extendLater(): void {
		timer = clock.after(extendEveryMs, () => {
			const endsAt = new Date(clock.now().getTime() + loanMs);
			if (loan?.extend(endsAt)) extendLater();
			else over.abort(new Error("the loan expired"));
		});
	}
	if (loan) extendLater();
	return {
		over: over.signal,
		end() {
			timer?.cancel();
			loan?.end();
		},
	};
}

/** Puts notices; a disk that refuses is waited for, and with it whoever reports. */
function createReport({
	put,
	clock,
	log,
	meter,
}: SourceStreamsDeps): ReportNotice {
	return async (notice, signal) => {
		const bounded = boundNotice(notice);
		for (let attempt = 0; ; attempt++) {
			try {
				put({
					at: clock.now().toISOString(),
					source: bounded.group,
					kind: noticeKind,
					data: { ...bounded },
				});
				meter?.event("put");
				return;
			} catch (error) {
				// What no control plane would take is no better later.
				if (error instanceof AppError) throw error;
				if (attempt === 0) log.error("an event waits for the disk", { error });
				meter?.event("waited");
			}
			const factor = 2 ** Math.min(attempt, 16);
			try {
				await pause(
					clock,
					Math.min(firstPauseMs * factor, longestPauseMs),
					signal,
				);
			} catch (error) {
				meter?.event("lost");
				log.error("an event was given up while the disk refused it", {
					name: notice.group,
				});
				throw error;
			}
		}
	};
}
