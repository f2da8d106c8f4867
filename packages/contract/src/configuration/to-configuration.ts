import {
	formatSecretReference,
	readSecretReference,
} from "../secret-reference.ts";
import { referencesIn } from "./check-secret-references.ts";
import type { ConfigurationFile } from "./configuration.schema.ts";
import {
	type Bindings,
	type Channel,
	type Configuration,
	type ConfiguredPlugin,
	type PlatformKey,
	type PlatformSecret,
	type PluginGroup,
	platformOfKey,
	type Sink,
	type SinkTarget,
} from "./configuration.ts";
import { toPluginSettings } from "./to-plugin-settings.ts";

/** A checked file as it is used. */
export function toConfiguration(file: ConfigurationFile): Configuration {
	const { settings } = file;
	return {
		executors: mapValues(file.executors, toGroup),
		sources: mapValues(file.sources, toGroup),
		aliases: mapValues(file.aliases, ({ command, displayName }) => ({
			command,
			displayName,
		})),
		actions: mapValues(file.actions, (action) => ({
			enabled: action.enabled,
			displayName: action.displayName,
			command: action.command,
			bindings: action.bindings ?? noBindings,
		})),
		channels: Object.entries(file.communications).flatMap(
			([group, platforms]) => channelsOf(group, platforms),
		),
		sinks: Object.entries(file.communications).flatMap(([group, platforms]) =>
			sinksOf(group, platforms),
		),
		platformSecrets: Object.entries(file.communications).flatMap(
			([group, platforms]) => platformSecretsOf(group, platforms),
		),
		settings: {
			clusterName: settings.clusterName,
			review: settings.review,
			credentials: settings.credentials,
			sandbox: settings.sandbox,
			concurrentCommands: settings.concurrentCommands,
			maxOutputBytes: settings.maxOutputBytes,
		},
		...(file.plugins ? { plugins: toPluginSettings(file.plugins) } : {}),
	};
}

const noBindings: Bindings = { executors: [], sources: [] };

function toGroup(group: ConfigurationFile["executors"][string]): PluginGroup {
	const { displayName, ...entries } = group;
	return {
		displayName,
		plugins: Object.entries(entries).map(([key, entry]): ConfiguredPlugin => {
			const rbac = entry.context?.rbac;
			return {
				key,
				enabled: entry.enabled,
				...(entry.displayName === undefined
					? {}
					: { displayName: entry.displayName }),
				...(entry.config === undefined ? {} : { config: entry.config }),
				...(rbac ? { rbac } : {}),
				...(entry.network === undefined ? {} : { network: entry.network }),
				...(entry.memory === undefined ? {} : { memoryBytes: entry.memory }),
			};
		}),
	};
}

interface AnyChannel {
	readonly name?: string;
	readonly id?: string;
	readonly members?: readonly string[] | undefined;
	readonly clusters?: readonly string[] | undefined;
	readonly notification?: { readonly disabled: boolean } | undefined;
	readonly bindings?: Bindings | undefined;
	readonly messageTriggers?:
		| readonly { readonly executors?: readonly string[] | undefined }[]
		| undefined;
}

function channelsOf(
	group: string,
	platforms: ConfigurationFile["communications"][string],
): Channel[] {
	const { console, socketSlack, cloudSlack, cloudTeams, mattermost, discord } =
		platforms;
	const on = (
		key: PlatformKey,
		entry:
			| { enabled: boolean; channels: Readonly<Record<string, AnyChannel>> }
			| undefined,
	) =>
		entry?.enabled
			? Object.entries(entry.channels).map(([alias, channel]) =>
					toChannel({ platform: platformOfKey[key], group, alias }, channel),
				)
			: [];
	return [
		...on("console", console),
		...on("socketSlack", socketSlack),
		...on("cloudSlack", cloudSlack),
		...(cloudTeams?.teams ?? []).flatMap(({ channels }) =>
			on("cloudTeams", { enabled: cloudTeams?.enabled ?? false, channels }),
		),
		...on("mattermost", mattermost),
		...on("discord", discord),
	];
}

function sinksOf(
	group: string,
	{
		webhook,
		elasticsearch,
		pagerDuty,
	}: ConfigurationFile["communications"][string],
): Sink[] {
	const indices = elasticsearch?.enabled ? elasticsearch.indices : {};
	return [
		...(webhook?.enabled
			? [toSink(group, webhook, { kind: "webhook", url: webhook.url })]
			: []),
		...Object.entries(indices).map(([alias, index]) => ({
			...toSink(group, index, {
				kind: "elasticsearch",
				server: elasticsearch?.server,
				username: elasticsearch?.username,
				password: elasticsearch?.password,
				skipTLSVerify: elasticsearch?.skipTLSVerify ?? false,
				isSignedForAws: elasticsearch?.awsSigning?.enabled ?? false,
				index: {
					name: index.name,
					type: index.type,
					shards: index.shards,
					replicas: index.replicas,
				},
			}),
			alias,
		})),
		...(pagerDuty?.enabled
			? [
					toSink(group, pagerDuty, {
						kind: "pagerDuty",
						integrationKey: pagerDuty.integrationKey,
						basePath: pagerDuty.v2EventsAPIBasePath || undefined,
					}),
				]
			: []),
	];
}

function platformSecretsOf(
	group: string,
	platforms: ConfigurationFile["communications"][string],
): PlatformSecret[] {
	return Object.entries(platforms).flatMap(([name, platform]) => {
		if (!platform?.enabled) return [];
		const beside = JSON.stringify(platform, (key, value: unknown) =>
			["channels", "indices", "bindings"].includes(key) ? undefined : value,
		);
		return referencesIn(platform, []).flatMap(({ value }) => {
			const reference = readSecretReference(value);
			if ("problem" in reference) return [];
			const place = `communications.${group}.${name}`;
			return [{ place, secret: formatSecretReference(reference), beside }];
		});
	});
}

function toSink(
	group: string,
	sink: { readonly bindings?: Pick<Bindings, "sources"> | undefined },
	target: SinkTarget,
): Sink {
	const sources = sink.bindings?.sources ?? [];
	return { kind: target.kind, group, alias: "", sources, target };
}

function toChannel(
	where: Pick<Channel, "platform" | "group" | "alias">,
	channel: AnyChannel,
): Channel {
	return {
		...where,
		name: (channel.name ?? channel.id ?? where.alias).replace(/^#/, ""),
		members: channel.members,
		clusters: channel.clusters ?? [],
		notificationsDisabled: channel.notification?.disabled ?? false,
		bindings: channel.bindings ?? noBindings,
		...triggeredBy(channel),
	};
}

function triggeredBy({
	messageTriggers = [],
}: AnyChannel): Pick<Channel, "triggered"> {
	const triggered = messageTriggers.flatMap(({ executors }) => executors ?? []);
	return triggered.length === 0 ? {} : { triggered };
}

function mapValues<A, B>(
	record: Readonly<Record<string, A>>,
	map: (value: A) => B,
): Record<string, B> {
	return Object.fromEntries(
		Object.entries(record).map(([key, value]) => [key, map(value)]),
	);
}
