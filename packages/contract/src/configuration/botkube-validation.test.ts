import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkConfiguration } from "./check-configuration.ts";

/*
 * Each rule of Botkube's validation with its text, as docs/architecture/botkube-compatibility.md#validation lists them: people who
 * search for what Botkube told them find it here.
 */

interface Row {
	readonly name: string;
	readonly yaml: string;
	/** Every problem of the file in Botkube's words, in the order of the file. */
	readonly told: readonly string[];
	readonly severity?: "warning";
}

const channel = "Config.Communications[g].Console.Channels[c].Bindings";
const bound = (bindings: string, groups: string) =>
	`${groups}\ncommunications: {g: {console: {channels: {c: {name: c, bindings: ${bindings}}}}}}\n`;
const on = (key: string, more = "") => `{${key}: {enabled: true${more}}}`;
const slack = (more: string) =>
	`communications: {g: {socketSlack: {enabled: true, ${more}}}}\n`;
const good = "botToken: xoxb-1, appToken: xapp-1";
const learn = "https://docs.botkube.io/installation/socketslack";
const rbac = (text: string) => `, context: {rbac: ${text}}`;

const errors: readonly Row[] = [
	{
		name: "an unknown binding",
		yaml: bound("{sources: [s], executors: [e]}", ""),
		told: [
			`Key: '${channel}.s' 's' binding not defined in Config.Sources`,
			`Key: '${channel}.e' 'e' binding not defined in Config.Executors`,
		],
	},
	{
		name: "an unknown binding of a sink",
		yaml: "communications: {g: {webhook: {enabled: true, url: 'http://a', bindings: {sources: [s]}}}}\n",
		told: [
			"Key: 'Config.Communications[g].Webhook.Bindings.s' 's' binding not defined in Config.Sources",
		],
	},
	{
		name: "an unknown binding of an action",
		yaml: `actions: {a: {enabled: true, command: kubectl get pods, bindings: {sources: [s]}}}\n${bound("{}", "")}`,
		told: [
			"Key: 'Config.Actions[a].Bindings.s' 's' binding not defined in Config.Sources",
		],
	},
	{
		name: "tokens of Slack with other prefixes",
		yaml: slack("botToken: a, appToken: b, channels: {c: {name: c}}"),
		told: [
			`Key: 'Config.Communications[g].SocketSlack.BotToken' BotToken must have the xoxb- prefix. Learn more at ${learn}/#obtain-bot-token`,
			`Key: 'Config.Communications[g].SocketSlack.AppToken' AppToken must have the xapp- prefix. Learn more at ${learn}/#generate-and-obtain-app-level-token`,
		],
	},
	{
		name: "no tokens of Slack",
		yaml: slack("botToken: '', appToken: '', channels: {c: {name: c}}"),
		told: [
			"Key: 'Config.Communications[g].SocketSlack.BotToken' BotToken is a required field",
			`Key: 'Config.Communications[g].SocketSlack.BotToken' BotToken must have the xoxb- prefix. Learn more at ${learn}/#obtain-bot-token`,
			"Key: 'Config.Communications[g].SocketSlack.AppToken' AppToken is a required field",
			`Key: 'Config.Communications[g].SocketSlack.AppToken' AppToken must have the xapp- prefix. Learn more at ${learn}/#generate-and-obtain-app-level-token`,
		],
	},
	...(["SocketSlack", "Mattermost", "Discord"] as const).map((platform) => ({
		name: `no channels of ${platform}`,
		yaml: `communications: {g: {${platform.slice(0, 1).toLowerCase() + platform.slice(1)}: {enabled: true${platform === "SocketSlack" ? `, ${good}` : ""}}}}\n`,
		told: [
			`Key: 'Config.Communications[g].${platform}.Channels' Channels is a required field`,
		],
	})),
	{
		name: "no communications",
		yaml: "aliases: {}\n",
		told: ["Key: 'Config.Communications' Communications is a required field"],
	},
	{
		name: "no key of PagerDuty",
		yaml: "communications: {g: {pagerDuty: {enabled: true}}}\n",
		told: [
			"Key: 'Config.Communications[g].PagerDuty.IntegrationKey' IntegrationKey is a required field",
		],
	},
	{
		name: "an alias of nothing",
		yaml: `aliases: {k: {command: kubectl get pods}, p: {command: ping}}\n${bound("{}", "")}`,
		told: [
			"Key: 'Config.Aliases[k].Command' Command prefix 'kubectl' not found in executors or builtin commands",
		],
	},
	{
		name: "an alias without a command",
		yaml: `aliases: {k: {displayName: K}}\n${bound("{}", "")}`,
		told: ["Key: 'Config.Aliases[k].Command' Command is a required field"],
	},
	{
		name: "an action without a command",
		yaml: `actions: {a: {enabled: true}, off: {enabled: false}}\n${bound("{}", "")}`,
		told: ["Key: 'Config.Actions[a].Command' Command is a required field"],
	},
	...(
		[
			["sources", "Sources"],
			["executors", "Executors"],
		] as const
	).flatMap(([section, title]): Row[] => [
		{
			name: `${section} bound from two repositories`,
			yaml: bound(
				`{${section}: [a, b]}`,
				`${section}: {a: ${on("x/t")}, b: ${on("y/t")}}`,
			),
			told: [
				`Key: '${channel}.y/t' conflicts with already bound "t" plugin from "x" repository. Bind it to a different channel, change it to the one from the "x" repository, or remove it.`,
			],
		},
		{
			name: `${section} bound in two versions`,
			yaml: bound(
				`{${section}: [a, b]}`,
				`${section}: {a: ${on("x/t@v1")}, b: ${on("x/t@v2")}}`,
			),
			told: [
				`Key: '${channel}.x/t@v2' conflicts with already bound "t" plugin in the "v1" version. Bind it to a different channel, change it to the "v1" version, or remove it.`,
			],
		},
		{
			name: `${section} bound without a version and with one`,
			yaml: bound(
				`{${section}: [a, b]}`,
				`${section}: {a: ${on("x/t")}, b: ${on("x/t@v2")}}`,
			),
			told: [
				`Key: '${channel}.x/t@v2' conflicts with already bound "t" plugin in the latest version. Bind it to a different channel, change it to the latest version, or remove it.`,
			],
		},
		{
			name: `${section} of two repositories in one group`,
			yaml: bound("{}", `${section}: {a: {x/t: {}, y/t: {}}}`),
			told: [
				`Key: 'Config.${title}[a].y/t' conflicts with already defined "t" plugin from "x" repository. Extract it to a dedicated configuration group or remove it from this one.`,
			],
		},
		{
			name: `${section} in two versions in one group`,
			yaml: bound("{}", `${section}: {a: {x/t@v1: {}, x/t: {}}}`),
			told: [
				`Key: 'Config.${title}[a].x/t' conflicts with already defined "t" plugin in the "v1" version. Extract it to a dedicated configuration group or remove it from this one.`,
			],
		},
		{
			name: `keys of ${section} that are none`,
			yaml: bound("{}", `${section}: {a: {t: {}, /t: {}, x/: {}}}`),
			told: [
				`Key: 'Config.${title}[a].t' plugin key "t" doesn't follow the required {repo_name}/{plugin_name} syntax`,
				`Key: 'Config.${title}[a]./t' repository name is required`,
				`Key: 'Config.${title}[a].x/' plugin name is required`,
			],
		},
		{
			name: `${section} with different rights together`,
			yaml: bound(
				`{${section}: [a, b]}`,
				`${section}: {a: ${on("x/t", rbac("{}"))}, b: ${on("x/t")}}`,
			),
			told: [
				`Key: '${channel}.a' Binding is referencing plugins of same kind with different RBAC. 'a' and 'b' bindings must be identical when used together.`,
			],
		},
	]),
	{
		name: "an action whose plugin maps the channel to a group",
		yaml: `actions: {a: {enabled: true, command: t, bindings: {executors: [e]}}}\n${bound("{}", `executors: {e: ${on("x/t", rbac("{group: {type: ChannelName}}"))}}`)}`,
		told: [
			"Key: 'Config.Actions[a].Bindings.x/t' Plugin x/t has 'ChannelName' RBAC policy. This is not supported for actions. See https://docs.botkube.io/configuration/action#rbac",
		],
	},
];

const warnings: readonly Row[] = [
	{
		name: "a channel of Slack that is named as none is",
		yaml: slack(`${good}, channels: {c: {name: Ops Room}}`),
		told: [
			"Key: 'Config.Communications[g].SocketSlack.c.Name' The channel name 'Ops Room' seems to be invalid. See the documentation to learn more: https://api.slack.com/methods/conversations.rename#naming.",
		],
	},
	{
		name: "a channel of Mattermost with too long a name",
		yaml: `communications: {g: {mattermost: {enabled: true, channels: {c: {name: ${"x".repeat(65)}}}}}}\n`,
		told: [
			`Key: 'Config.Communications[g].Mattermost.c.Name' The channel name '${"x".repeat(65)}' seems to be invalid. See the documentation to learn more: https://docs.mattermost.com/channels/channel-naming-conventions.html.`,
		],
	},
	{
		name: "a channel of Discord that is no id",
		yaml: "communications: {g: {discord: {enabled: true, channels: {c: {id: ops}}}}}\n",
		told: [
			"Key: 'Config.Communications[g].Discord.c.ID' The channel name 'ops' seems to be invalid. See the documentation to learn more: https://support.discord.com/hc/en-us/articles/206346498-Where-can-I-find-my-User-Server-Message-ID-.",
		],
	},
	{
		name: "a pattern for everything beside others, in a message trigger",
		yaml: slack(
			`${good}, channels: {c: {name: c, messageTriggers: [{text: {include: [".*", a]}}]}}`,
		),
		told: [
			"Key: 'Config.Communications[g].SocketSlack.Channels[c].MessageTriggers[0].Text.Include' Include contains multiple constraints, but it does already include a regex pattern for all values",
		],
	},
	{
		name: "a pattern for everything beside others, in a source of Kubernetes",
		yaml: bound(
			"{}",
			`sources: {s: {botkube/kubernetes: {enabled: true, config: {
  namespaces: {include: [".*", shop]}, event: {reason: {include: [a, ".*"]}, message: {include: [".*"]}},
  resources: [{type: v1/pods, name: {include: [".*", b]}}]}}}}`,
		),
		told: [
			"Key: 'Config.Sources[s].botkube/kubernetes.Config.Namespaces.Include' Include contains multiple constraints, but it does already include a regex pattern for all values",
			"Key: 'Config.Sources[s].botkube/kubernetes.Config.Event.Reason.Include' Include contains multiple constraints, but it does already include a regex pattern for all values",
			"Key: 'Config.Sources[s].botkube/kubernetes.Config.Resources[0].Name.Include' Include contains multiple constraints, but it does already include a regex pattern for all values",
		],
	},
];

/** In Botkube's words where it has some. */
function inBotkube({ message }: { readonly message: string }): string {
	return /\(Botkube: (.*)\)$/s.exec(message)?.[1] ?? message;
}

for (const [severity, rows] of [
	["error", errors],
	["warning", warnings],
] as const)
	describe(`${severity}s in Botkube's words`, () => {
		for (const { name, yaml, told } of rows)
			test(name, () => {
				const { problems } = checkConfiguration(yaml);
				assert.deepEqual(problems.map(inBotkube), told);
				assert.ok(problems.every((one) => one.severity === severity));
			});
	});

test("names and patterns as they should be are not warned of", () => {
	for (const yaml of [
		slack(`${good}, channels: {c: {name: ops-1_a}, d: {name: "#ops"}}`),
		"communications: {g: {discord: {enabled: true, channels: {c: {id: '123'}}}}}\n",
		bound(
			"{}",
			'sources: {s: {botkube/kubernetes: {config: {namespaces: {include: [".*"], exclude: [".*", a]}}}}}',
		),
	])
		assert.deepEqual(checkConfiguration(yaml).problems, []);
});

test("unknown keys of plugins and sources are told with the nearest known one", () => {
	const { problems } =
		checkConfiguration(`plugins: {repositories: {a: {ulr: x}}, incomingWebhok: {}}
sources: {s: {x/t: {enabld: true}}}
${bound("{}", "")}`);
	assert.deepEqual(
		problems.map(({ path, suggestion }) => [path, suggestion]),
		[
			["plugins.repositories.a.ulr", "url"],
			["plugins.incomingWebhok", "incomingWebhook"],
			["sources.s.x/t.enabld", "enabled"],
		],
	);
});
