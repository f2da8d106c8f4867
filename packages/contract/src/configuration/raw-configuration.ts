import { type PluginKey, parsePluginKey } from "../index.ts";
import type { Path } from "./document.ts";
import { weakBoolean, weakList, weakText } from "./weak.schema.ts";

/*
 * The file as far as it can be made sense of, whatever else is wrong with it: so that what the parts mean together is checked
 * and told together with what is wrong key by key.
 */

export interface RawPlugin {
	readonly path: Path;
	readonly key: string;
	readonly parsed: PluginKey | { readonly problem: string };
	readonly enabled: boolean;
	/** The plugin's own settings, as they are written. */
	readonly config: unknown;
	/** Undefined when there is none; `{}` lends an anonymous identity. */
	readonly rbac: Readonly<Record<string, unknown>> | undefined;
}

export interface RawGroup {
	readonly path: Path;
	readonly name: string;
	readonly plugins: readonly RawPlugin[];
}

/** A `bindings` object: of a channel, a sink or an action. */
export interface RawBindings {
	readonly path: Path;
	/** Its place in Botkube's words, e.g. `Config.Actions[show].Bindings`. */
	readonly place: string;
	readonly executors: readonly string[];
	readonly sources: readonly string[];
	/** Whether what holds it is switched on. */
	readonly enabled: boolean;
	readonly isAction: boolean;
}

export interface RawChannel {
	readonly path: Path;
	readonly place: string;
	readonly group: string;
	readonly platform: string;
	readonly alias: string;
	readonly enabled: boolean;
	readonly data: Readonly<Record<string, unknown>>;
}

export interface RawPlatform {
	readonly path: Path;
	/** `Config.Communications[group].SocketSlack`. */
	readonly place: string;
	readonly group: string;
	readonly name: string;
	readonly enabled: boolean;
	readonly data: Readonly<Record<string, unknown>>;
	readonly channels: readonly RawChannel[];
}

export interface RawConfiguration {
	readonly executors: readonly RawGroup[];
	readonly sources: readonly RawGroup[];
	readonly platforms: readonly RawPlatform[];
	readonly bindings: readonly RawBindings[];
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: {};
}

export function asText(value: unknown): string {
	return weakText(65_536).safeParse(value).data ?? "";
}

export function asBoolean(value: unknown, otherwise = false): boolean {
	return weakBoolean.safeParse(value).data ?? otherwise;
}

export function asList(value: unknown): readonly string[] {
	return weakList.safeParse(value).data ?? [];
}

export function readRawConfiguration(data: unknown): RawConfiguration {
	const root = asRecord(data);
	const platforms = readPlatforms(root.communications);
	return {
		executors: readGroups("executors", root.executors),
		sources: readGroups("sources", root.sources),
		platforms,
		bindings: [
			...platforms.flatMap(platformBindings),
			...Object.entries(asRecord(root.actions)).map(([name, action]) =>
				bindingsAt(["actions", name], `Config.Actions[${name}]`, action, {
					enabled: asBoolean(asRecord(action).enabled),
					isAction: true,
				}),
			),
		],
	};
}

function readGroups(section: string, data: unknown): RawGroup[] {
	return Object.entries(asRecord(data)).map(([name, group]) => ({
		path: [section, name],
		name,
		plugins: Object.entries(asRecord(group))
			.filter(([key]) => key !== "displayName")
			.map(([key, entry]) => readPlugin([section, name, key], key, entry)),
	}));
}

function readPlugin(path: Path, key: string, data: unknown): RawPlugin {
	const entry = asRecord(data);
	const { rbac } = asRecord(entry.context);
	return {
		path,
		key,
		parsed: parsePluginKey(key),
		enabled: asBoolean(entry.enabled),
		config: entry.config,
		rbac:
			typeof rbac === "object" && rbac !== null ? asRecord(rbac) : undefined,
	};
}

const goNames: Readonly<Record<string, string>> = {
	console: "Console",
	socketSlack: "SocketSlack",
	cloudSlack: "CloudSlack",
	cloudTeams: "CloudTeams",
	mattermost: "Mattermost",
	discord: "Discord",
	webhook: "Webhook",
	elasticsearch: "Elasticsearch",
	pagerDuty: "PagerDuty",
};

function readPlatforms(data: unknown): RawPlatform[] {
	return Object.entries(asRecord(data)).flatMap(([group, platforms]) =>
		Object.entries(asRecord(platforms))
			.filter(([name]) => Object.hasOwn(goNames, name))
			.map(([name, platform]) => readPlatform(group, name, asRecord(platform))),
	);
}

function readPlatform(
	group: string,
	name: string,
	data: Readonly<Record<string, unknown>>,
): RawPlatform {
	const path: Path = ["communications", group, name];
	const place = `Config.Communications[${group}].${goNames[name]}`;
	const enabled = asBoolean(data.enabled, name === "console");
	const under = { group, platform: name, enabled };
	const teams = Array.isArray(data.teams) ? (data.teams as unknown[]) : [];
	const channels = [
		...channelsAt(
			[...path, "channels"],
			`${place}.Channels`,
			data.channels,
			under,
		),
		...channelsAt(
			[...path, "indices"],
			`${place}.Indices`,
			data.indices,
			under,
		),
		...teams.flatMap((team, i) =>
			channelsAt(
				[...path, "teams", i, "channels"],
				`${place}.Teams[${i}].Channels`,
				asRecord(team).channels,
				under,
			),
		),
	];
	return { path, place, group, name, enabled, data, channels };
}

function channelsAt(
	path: Path,
	place: string,
	data: unknown,
	under: Pick<RawChannel, "group" | "platform" | "enabled">,
): RawChannel[] {
	return Object.entries(asRecord(data)).map(([alias, channel]) => ({
		...under,
		path: [...path, alias],
		place: `${place}[${alias}]`,
		alias,
		data: asRecord(channel),
	}));
}

function platformBindings(platform: RawPlatform): RawBindings[] {
	const { enabled } = platform;
	const holders: { path: Path; place: string; data: unknown }[] = [
		platform,
		...platform.channels,
	];
	return holders.flatMap(({ path, place, data }) => [
		bindingsAt(path, place, data, { enabled, isAction: false }),
		...triggerBindings(path, place, data, enabled),
	]);
}

/** What a message trigger of Slack runs stands beside its command, not under `bindings`. */
function triggerBindings(
	channelPath: Path,
	channelPlace: string,
	channel: unknown,
	enabled: boolean,
): RawBindings[] {
	const { messageTriggers } = asRecord(channel);
	if (!Array.isArray(messageTriggers)) return [];
	return (messageTriggers as unknown[]).map((trigger, i) => ({
		path: [...channelPath, "messageTriggers", i],
		place: `${channelPlace}.MessageTriggers[${i}]`,
		executors: asList(asRecord(trigger).executors),
		sources: [],
		enabled,
		isAction: false,
	}));
}

function bindingsAt(
	path: Path,
	place: string,
	holder: unknown,
	more: { readonly enabled: boolean; readonly isAction: boolean },
): RawBindings {
	const bindings = asRecord(asRecord(holder).bindings);
	return {
		...more,
		path: [...path, "bindings"],
		place: `${place}.Bindings`,
		executors: asList(bindings.executors),
		sources: asList(bindings.sources),
	};
}
