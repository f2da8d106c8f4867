import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkConfiguration } from "./check-configuration.ts";

function told(yaml: string): string[] {
	return checkConfiguration(yaml).problems.map(
		({ line, path, message }) => `${line} ${path} ${message}`,
	);
}

const file = (config: string, platform = "") => `sources:
  a: {botkube/github-events: {enabled: true, config: ${config}}}
communications:
  g:
    console: {channels: {c: {name: c, bindings: {sources: [a]}}}}
${platform}`;

test("references stand in a plugin's config and in the credentials of platforms", () => {
	assert.deepEqual(
		told(
			file(
				"{github: {auth: {accessToken: {$secret: env:T}}}, list: [{$secret: 'kubernetes:a/b'}]}",
				`    socketSlack: {enabled: true, botToken: {$secret: env:BOT}, appToken: {$secret: file:slack/app}, channels: {c: {name: c}}}
    mattermost: {url: {$secret: env:U}, token: {$secret: env:T}}
    webhook: {url: {$secret: env:U}}
    elasticsearch: {username: {$secret: env:U}, password: {$secret: env:P}, server: {$secret: env:S}}
    pagerDuty: {enabled: true, integrationKey: {$secret: env:K}}
`,
			),
		),
		[],
	);
});

describe("a reference is told with its line", () => {
	test("when it cannot be read", () => {
		assert.deepEqual(told(file("{a: {$secret: hunter22}}")), [
			"2 sources.a.botkube/github-events.config.a.$secret this reference to a secret cannot be read: write env:NAME, file:PATH, kubernetes:NAME/KEY or kubernetes:NAMESPACE/NAME/KEY",
		]);
		assert.match(
			told(file("{a: {$secret: env:T, or: b}}")).join(),
			/nothing else may stand beside \$secret/,
		);
	});
	test("when nothing resolves it where it stands", () => {
		for (const more of [
			"aliases: {k: {command: {$secret: env:T}}}\n",
			"settings: {clusterName: {$secret: env:T}}\n",
			"executors: {x: {botkube/kubectl: {enabled: {$secret: env:T}}}}\n",
		])
			assert.ok(
				told(file("{}", more)).some((one) =>
					/a reference to a secret cannot stand here/.test(one),
				),
				more,
			);
		assert.ok(
			told(file("{}", "    discord: {botID: {$secret: env:T}}\n")).some((one) =>
				/cannot stand here/.test(one),
			),
		);
	});
	test("when the control plane would have to read a Kubernetes Secret", () => {
		assert.deepEqual(
			told(file("{}", "    discord: {token: {$secret: 'kubernetes:a/b'}}\n")),
			[
				"6 communications.g.discord.token.$secret the control plane resolves what stands under communications, and reads no Kubernetes Secrets: write env:NAME or file:PATH, and give it the Secret as a variable or a mounted file",
			],
		);
	});
});

test("a token that is referred to is there, whatever it begins with; an empty one is not", () => {
	const slack = (bot: string) =>
		told(
			`communications: {g: {socketSlack: {enabled: true, botToken: ${bot}, appToken: xapp-1, channels: {c: {name: c}}}}}\n`,
		);
	assert.deepEqual(slack("{$secret: env:BOT}"), []);
	assert.equal(slack("''").length, 2);
});
