import { AppError } from "../index.ts";
import { parseSelector } from "../label-selector.ts";
import { isSecretReference } from "../secret-reference.ts";
import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument } from "./document.ts";
import { inBotkubeWords } from "./in-botkube-words.ts";
import {
	asList,
	asRecord,
	asText,
	type RawChannel,
	type RawConfiguration,
	type RawPlatform,
} from "./raw-configuration.ts";

/** Platforms have their tokens and channels, channels their names (docs/architecture/botkube-compatibility.md#validation). */
export function checkCommunications(
	document: ConfigurationDocument,
	view: RawConfiguration,
): ConfigurationProblem[] {
	return [
		...checkPresent(document),
		...view.platforms
			.filter((platform) => platform.enabled)
			.flatMap((platform) => [
				...checkTokens(document, platform),
				...checkChannels(document, platform),
			]),
		...checkSameNames(document, view),
	];
}

function checkPresent(document: ConfigurationDocument): ConfigurationProblem[] {
	const { communications } = asRecord(document.data);
	const key = "Key: 'Config.Communications' Communications";
	if (communications === undefined || communications === null)
		return [
			document.problem(
				[],
				inBotkubeWords(
					"there is no communications: without a channel nobody can run anything",
					`${key} is a required field`,
				),
			),
		];
	return Object.keys(asRecord(communications)).length === 0
		? [
				document.problem(
					["communications"],
					inBotkubeWords(
						"communications has no group of platforms",
						`${key} must contain at least 1 item`,
					),
				),
			]
		: [];
}

interface Token {
	readonly key: string;
	readonly field: string;
	readonly prefix?: string;
	readonly learnMore?: string;
}

const docs = "https://docs.botkube.io/installation/socketslack";
const requiredTokens: Readonly<Record<string, readonly Token[]>> = {
	socketSlack: [
		{
			key: "appToken",
			field: "AppToken",
			prefix: "xapp-",
			learnMore: `${docs}/#generate-and-obtain-app-level-token`,
		},
		{
			key: "botToken",
			field: "BotToken",
			prefix: "xoxb-",
			learnMore: `${docs}/#obtain-bot-token`,
		},
	],
	pagerDuty: [{ key: "integrationKey", field: "IntegrationKey" }],
};

function checkTokens(
	document: ConfigurationDocument,
	platform: RawPlatform,
): ConfigurationProblem[] {
	return (requiredTokens[platform.name] ?? []).flatMap((token) => {
		if (isSecretReference(platform.data[token.key])) return [];
		const value = asText(platform.data[token.key]);
		const key = `Key: '${platform.place}.${token.field}' ${token.field}`;
		const tell = (ours: string, text: string) =>
			document.problem(
				[...platform.path, token.key],
				inBotkubeWords(ours, `${key} ${text}`),
			);
		const problems =
			value === ""
				? [tell(`${platform.name} has no ${token.key}`, "is a required field")]
				: [];
		if (token.prefix && !value.startsWith(token.prefix))
			problems.push(
				tell(
					`${token.key} must begin with ${token.prefix}`,
					`must have the ${token.prefix} prefix. Learn more at ${token.learnMore}`,
				),
			);
		return problems;
	});
}

const needChannels = [
	"console",
	"socketSlack",
	"cloudSlack",
	"mattermost",
	"discord",
];

function checkChannels(
	document: ConfigurationDocument,
	platform: RawPlatform,
): ConfigurationProblem[] {
	const none =
		needChannels.includes(platform.name) && platform.channels.length === 0
			? [
					document.problem(
						[...platform.path, "channels"],
						inBotkubeWords(
							`${platform.name} has no channels`,
							`Key: '${platform.place}.Channels' Channels is a required field`,
						),
					),
				]
			: [];
	return [
		...none,
		...platform.channels.flatMap((channel) => [
			...checkName(document, platform, channel),
			...checkConsole(document, channel),
		]),
	];
}

const namings: Readonly<
	Record<string, { readonly pattern: RegExp; readonly url: string }>
> = {
	socketSlack: {
		pattern: /^#?[a-z0-9_-]{1,79}$/,
		url: "https://api.slack.com/methods/conversations.rename#naming",
	},
	cloudSlack: {
		pattern: /^#?[a-z0-9_-]{1,79}$/,
		url: "https://api.slack.com/methods/conversations.rename#naming",
	},
	mattermost: {
		pattern: /^.{1,64}$/u,
		url: "https://docs.mattermost.com/channels/channel-naming-conventions.html",
	},
	discord: {
		pattern: /^\d+$/,
		url: "https://support.discord.com/hc/en-us/articles/206346498-Where-can-I-find-my-User-Server-Message-ID-",
	},
};

function checkName(
	document: ConfigurationDocument,
	platform: RawPlatform,
	channel: RawChannel,
): ConfigurationProblem[] {
	const key = platform.name === "discord" ? "id" : "name";
	const name = asText(channel.data[key]);
	const naming = namings[platform.name];
	if (!naming || name === "" || naming.pattern.test(name)) return [];
	const field = key === "id" ? "ID" : "Name";
	return [
		document.problem(
			[...channel.path, key],
			inBotkubeWords(
				`"${name}" does not look like ${key === "id" ? "the id" : "the name"} of a channel there`,
				`Key: '${platform.place}.${channel.alias}.${field}' The channel name '${name}' seems to be invalid. See the documentation to learn more: ${naming.url}.`,
			),
			{ severity: "warning", at: "value" },
		),
	];
}

/** Ours: who may speak there, and where commands go by default. */
function checkConsole(
	document: ConfigurationDocument,
	channel: RawChannel,
): ConfigurationProblem[] {
	if (channel.platform !== "console") return [];
	const name = asText(channel.data.name);
	const problems: ConfigurationProblem[] = [];
	if (
		typeof channel.data.name === "string" &&
		!/^#?[^\s#\p{C}][^\p{Cc}]{0,79}$/u.test(name)
	)
		problems.push(
			document.problem(
				[...channel.path, "name"],
				"a channel's name is one line of at most 80 characters",
				{ at: "value" },
			),
		);
	asList(channel.data.members).forEach((member, i) => {
		if (/^group:.+$/.test(member) || /^[^\s:]*[@*][^\s:]*$/.test(member))
			return;
		problems.push(
			document.problem(
				[...channel.path, "members", i],
				`"${member}" is no member: write an address such as *@example.com, or group:NAME`,
				{ at: "value" },
			),
		);
	});
	asList(channel.data.clusters).forEach((term, i) => {
		const problem = clusterTermProblem(term);
		if (problem)
			problems.push(
				document.problem([...channel.path, "clusters", i], problem, {
					at: "value",
				}),
			);
	});
	return problems;
}

function clusterTermProblem(term: string): string | undefined {
	if (/^[a-z0-9*?-]{1,63}$/.test(term)) return undefined;
	try {
		if (!/[=!\s(]/.test(term)) throw undefined;
		parseSelector(term);
		return undefined;
	} catch (error) {
		return error instanceof AppError
			? String(error.facts.reason)
			: `"${term}" is neither a cluster's name, nor a glob, nor a label selector`;
	}
}

/** Two channels of the console with one name could not be told apart. */
function checkSameNames(
	document: ConfigurationDocument,
	view: RawConfiguration,
): ConfigurationProblem[] {
	const seen = new Set<string>();
	return view.platforms
		.filter((platform) => platform.name === "console" && platform.enabled)
		.flatMap((platform) => platform.channels)
		.flatMap((channel) => {
			const name = asText(channel.data.name).replace(/^#/, "");
			if (name === "" || !seen.has(name)) {
				seen.add(name);
				return [];
			}
			return [
				document.problem(
					[...channel.path, "name"],
					`there is another console channel named ${name}`,
					{ at: "value" },
				),
			];
		});
}
