import {
	formatSecretReference,
	readSecretReference,
	weakeningsAsked,
} from "@quarterdeck/contract";
import {
	type Channel,
	type Configuration,
	type Credential,
	emptyConfiguration,
	identitiesLent,
	type PluginGroup,
	referencesIn,
	type Sink,
	type SinkTarget,
} from "@quarterdeck/contract/configuration";
import {
	findChannel,
	findChannelByKey,
	keyOfChannel,
} from "../find-channel.ts";

/**
 * What a change lets people do that they could not do before, each in a sentence: who becomes whom and where, plugins that can be run,
 * who is told what happens in clusters, who reads a channel, what aliases make of others' words and where those go, what protects agents, and the review itself. Empty when it widens nothing. Of a plugin's own `config`,
 * only the secrets it refers to are looked at.
 */
export function wideningsOf(
	before: Configuration,
	after: Configuration,
): readonly string[] {
	const known = new Set(reachOf(before));
	return [
		...reachOf(after).filter((one) => !known.has(one)),
		...wideMembers(before, after),
		...otherWords(before, after),
		...otherPlaces(before, after),
		...secretsGiven(before, after),
		...weakened(before, after),
		...networked(before, after),
		...fetched(before, after),
	];
}

/** Whoever chooses what a plugin does reaches through it what the agent's machine reaches. */
function networked(before: Configuration, after: Configuration): string[] {
	const askers = ({ executors, sources }: Configuration) =>
		[...Object.values(executors), ...Object.values(sources)]
			.flatMap(({ plugins }) => plugins)
			.filter(({ enabled, network }) => enabled && network === "all")
			.map(({ key }) => `${key} may reach every address that agents reach`);
	const known = new Set(askers(before));
	return [...new Set(askers(after))].filter((one) => !known.has(one));
}

/** Whoever chooses where a plugin comes from, or gives up its proof, chooses the program that is lent people's rights. */
function fetched(before: Configuration, after: Configuration): string[] {
	const ways = ({ plugins }: Configuration) =>
		(plugins?.repositories ?? []).flatMap(
			({ name, url, publicKey, allowUnverified }) => [
				publicKey === undefined
					? `plugins of ${name} come from ${placeOf(url)}, whoever signed them`
					: `plugins of ${name} are those that ${publicKey} signed`,
				...(allowUnverified
					? [`plugins of ${name} are run without a checksum`]
					: []),
			],
		);
	const known = new Set(ways(before));
	return ways(after).filter((one) => !known.has(one));
}

/** Without what may be secret in an address. */
function placeOf(url: string): string {
	if (!URL.canParse(url)) return "an address that is none";
	const { host, pathname, protocol } = new URL(url);
	return `${protocol}//${host}${pathname}`;
}

/** A secret that a plugin or a platform is given may be sent wherever the rest of its configuration says, so any change of that counts. */
function secretsGiven(before: Configuration, after: Configuration): string[] {
	const known = new Set(givenIn(before).map((one) => JSON.stringify(one)));
	return givenIn(after)
		.filter((one) => !known.has(JSON.stringify(one)))
		.map(
			({ place, secret }) =>
				`${place} is given the secret ${secret} with this configuration`,
		);
}

function givenIn({
	executors,
	sources,
	platformSecrets = [],
}: Configuration): readonly {
	readonly place: string;
	readonly secret: string;
	readonly beside: unknown;
}[] {
	const ofPlugins = Object.entries({ executors, sources }).flatMap(
		([section, groups]) =>
			Object.entries(groups).flatMap(([name, { plugins }]) =>
				plugins
					.filter(({ enabled }) => enabled)
					.flatMap(({ key, config }) =>
						referencesIn(config, []).flatMap(({ value }) => {
							const reference = readSecretReference(value);
							if ("problem" in reference) return [];
							const secret = formatSecretReference(reference);
							const place = `${key} in ${section}.${name}`;
							return [{ place, secret, beside: config }];
						}),
					),
			),
	);
	return [...ofPlugins, ...platformSecrets];
}

/** What can be run, as whom, in each place. */
function reachOf(configuration: Configuration): string[] {
	const { actions, channels } = configuration;
	const inChannels = channels.flatMap((channel) => {
		const groups = [
			...channel.bindings.executors,
			...(channel.triggered ?? []),
		];
		return reachIn(`in ${nameOf(channel)}`, channel, groups, configuration);
	});
	const inActions = Object.entries(actions)
		.filter(([, { enabled }]) => enabled)
		.flatMap(([name, { bindings, command }]) => [
			`the action ${name} runs "${command}"`,
			...reachIn(
				`in the action ${name}`,
				undefined,
				bindings.executors,
				configuration,
			),
		]);
	return [
		...new Set([...inChannels, ...inActions, ...whoIsTold(configuration)]),
	];
}

/** What leaves a cluster by itself, to whom, and with whose rights it was seen. */
function whoIsTold(configuration: Configuration): string[] {
	const { actions, channels, sinks } = configuration;
	const told = (who: string, groups: readonly string[]) =>
		groups.flatMap((group) =>
			enabledIn(configuration.sources[group]).flatMap((plugin) => {
				const what = `${plugin.key} of ${group}`;
				const {
					users,
					groups: names,
					anonymous,
				} = identitiesLent({
					...emptyConfiguration,
					sources: { [group]: { displayName: undefined, plugins: [plugin] } },
					sinks: [{ kind: "webhook", group: "", alias: "", sources: [group] }],
				});
				return [
					`${who} told what ${what} reports`,
					...users.map((name) => `${what} reports what the user ${name} sees`),
					...names.map((name) => `${what} reports what the group ${name} sees`),
					...(anonymous
						? [`${what} reports what the anonymous user sees`]
						: []),
				];
			}),
		);
	return [
		...channels.flatMap((channel) =>
			told(`${nameOf(channel)} is`, channel.bindings.sources),
		),
		...sinks.flatMap((sink) => told(`${nameOfSink(sink)} is`, sink.sources)),
		...Object.entries(actions)
			.filter(([, { enabled }]) => enabled)
			.flatMap(([name, { bindings }]) =>
				told(`the action ${name} is`, bindings.sources),
			),
	];
}

/** With where it leads, as far as that is no secret: another host is somebody else who is told. */
function nameOfSink({ kind, group, alias, target }: Sink): string {
	const name = [kind, alias, "of", group].filter(Boolean).join(" ");
	const address = target && addressOf(target);
	if (address === undefined) return name;
	if (typeof address !== "string")
		return `${name} at the address in ${address.$secret}`;
	const host = URL.parse(address)?.host;
	return host ? `${name} at ${host}` : name;
}

function addressOf(target: SinkTarget): Credential | undefined {
	if (target.kind === "webhook") return target.url;
	return target.kind === "elasticsearch" ? target.server : target.basePath;
}

function enabledIn(group: PluginGroup | undefined) {
	return (group?.plugins ?? []).filter(({ enabled }) => enabled);
}

function reachIn(
	where: string,
	channel: Channel | undefined,
	groups: readonly string[],
	{ executors, settings }: Configuration,
): string[] {
	return groups.flatMap((group) =>
		(executors[group]?.plugins ?? [])
			.filter(({ enabled }) => enabled)
			.flatMap((plugin) => {
				const alone = aloneIn(channel, group, plugin, settings);
				const { users, groups: names, anonymous } = identitiesLent(alone);
				return [
					`${where}, ${plugin.key} can be run`,
					...users.map(
						(name) => `${where}, ${plugin.key} runs as ${whose(name, "user")}`,
					),
					...names.map(
						(name) => `${where}, ${plugin.key} runs as ${whose(name, "group")}`,
					),
					...(anonymous
						? [`${where}, ${plugin.key} runs as the anonymous user`]
						: []),
				];
			}),
	);
}

/** A configuration with this binding only, so that whom it lends is told by the one function that knows. */
function aloneIn(
	channel: Channel | undefined,
	group: string,
	plugin: Configuration["executors"][string]["plugins"][number],
	settings: Configuration["settings"],
): Configuration {
	const bindings = { executors: [group], sources: [] };
	return {
		executors: { [group]: { displayName: undefined, plugins: [plugin] } },
		sources: {},
		aliases: {},
		actions: channel
			? {}
			: {
					one: { enabled: true, displayName: undefined, command: "", bindings },
				},
		channels: channel ? [{ ...channel, bindings, triggered: [] }] : [],
		sinks: [],
		settings,
	};
}

function whose(name: string, kind: "user" | "group"): string {
	return name.includes("*")
		? `the ${kind} of whoever speaks (${name})`
		: `the ${kind} ${name}`;
}

function wideMembers(before: Configuration, after: Configuration): string[] {
	return after.channels.flatMap((channel) => {
		const old = before.channels.filter(
			({ platform, name }) =>
				platform === channel.platform && name === channel.name,
		);
		// A new channel may be one that was there before, with all that was said in it.
		if (old.some(({ members }) => members === undefined)) return [];
		if (channel.members === undefined)
			return [`${nameOf(channel)} is open to the whole organisation`];
		const known = new Set(old.flatMap(({ members }) => members ?? []));
		return channel.members
			.filter((member) => !known.has(member))
			.map((member) => `${nameOf(channel)} has the members ${member}`);
	});
}

/** Whoever chooses what others' words mean acts with their rights. */
function otherWords(before: Configuration, after: Configuration): string[] {
	return Object.entries(after.aliases)
		.filter(([name, { command }]) => before.aliases[name]?.command !== command)
		.map(([name, { command }]) => `"${name}" means "${command}"`);
}

/** Nor may one send them elsewhere alone: to other clusters, or into another channel. Where a channel is gone, what led there may lead on. */
function otherPlaces(before: Configuration, after: Configuration): string[] {
	const named = after.channels.flatMap(({ platform, name, alias }) => [
		{ platform },
		{ platform, channel: name },
		{ platform, channel: alias },
	]);
	const moved = named.flatMap((wanted) => {
		const old = findChannel(before, wanted);
		const now = findChannel(after, wanted);
		if (!old || !now || old.name === now.name) return [];
		if (!findChannelByKey(after, keyOfChannel(old))) return [];
		const whoever =
			wanted.channel === undefined
				? "whoever names no channel"
				: `whoever says "${wanted.channel}"`;
		return [`${whoever} speaks in ${nameOf(now)}`];
	});
	const sent = after.channels.flatMap((channel) => {
		const old = findChannelByKey(before, keyOfChannel(channel));
		if (!old) return [];
		return channel.clusters
			.filter((term) => !old.clusters.includes(term))
			.map(
				(term) =>
					`in ${nameOf(channel)}, commands that name no cluster go to ${term}`,
			);
	});
	return [...new Set([...moved, ...sent])];
}

function weakened(before: Configuration, after: Configuration): string[] {
	const asked = new Set(
		weakeningsAsked(before.settings).map(({ setting }) => setting),
	);
	return [
		...weakeningsAsked(after.settings)
			.filter(({ setting }) => !asked.has(setting))
			.map(({ setting }) => `agents are asked for ${setting}`),
		...(before.settings.review === "configuration" &&
		after.settings.review !== "configuration"
			? ["changes no longer wait for a second member (review is turned off)"]
			: []),
	];
}

function nameOf({ platform, name }: Channel): string {
	return platform === "console" ? `#${name}` : `#${name} of ${platform}`;
}
