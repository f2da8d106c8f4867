import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { redactConfiguration } from "./redact-configuration.ts";

/** Shown with `config` under a plugin. */
function shownConfig(key: string, config: string): string {
	const indented = config.replaceAll(/^(?=.)/gm, "        ");
	const yaml = `sources:\n  a:\n    ${key}:\n      enabled: true\n      config:\n${indented}`;
	assert.ok(parse(yaml));
	return redactConfiguration(yaml);
}

describe("secrets of the official plugins are not shown", () => {
	const configs: Readonly<Record<string, string>> = {
		"botkube/github-events":
			"github:\n  auth:\n    accessToken: s3cr3t-a\nrepositories: [{name: shown/repo}]\n",
		"botkube/flux":
			"github: {auth: {accessToken: s3cr3t-a}}\nlog: {level: shown}\n",
		"botkube/gh": "github: {token: s3cr3t-a, repository: shown/repo}\n",
		"botkube/keptn":
			"url: https://shown.example\ntoken: s3cr3t-a\nproject: shown\n",
		"botkube/ai-brain":
			"openAIAPIToken: s3cr3t-a\nhoneycombAPIKey: s3cr3t-b\nopenAIAssistantID: shown\nopenAIBaseURL: https://shown.example\n",
		"botkube/doctor": "apiKey: s3cr3t-a\nshown: 1\n",
		"botkube/prometheus": "url: https://ana:s3cr3t-a@shown.example\n",
		"botkube/argocd":
			"argoCD: {uiBaseUrl: https://shown.example}\nwebhook: {register: true}\nnotifications: [{trigger: {fromExisting: {name: shown}}}]\n",
		"botkube/argocd-with-token": "argoCD: {authToken: s3cr3t-a, shown: 1}\n",
	};
	for (const [key, config] of Object.entries(configs))
		test(key, () => {
			const shown = shownConfig(key, config);
			assert.doesNotMatch(shown, /s3cr3t/, shown);
			assert.match(shown, /shown/);
		});
});

describe("secrets inside a text block are not shown", () => {
	const blocks: Readonly<Record<string, string>> = {
		"a kubeconfig": `apiVersion: v1
kind: Config
clusters:
- name: shown
  cluster: {server: https://shown.example}
users:
- name: ana
  user:
    token: s3cr3t-token
    client-key-data: s3cr3tY2xpZW50LWtleS1kYXRh
    password: "s3cr3t pass"
`,
		JSON: `{
  "type": "shown",
  "private_key": "-----BEGIN PRIVATE KEY-----\\ns3cr3tline\\n-----END PRIVATE KEY-----\\n",
  "client_secret": "s3cr3t-json",
  "nested": {"apiKey": "s3cr3t-nested"}
}
`,
		"a script": `export GITHUB_TOKEN=s3cr3t-env
curl -H "Authorization: Bearer s3cr3t1bearer" https://shown.example
mysql --password s3cr3t-flag
`,
	};
	for (const [name, block] of Object.entries(blocks))
		for (const style of ["|", "|-", ">"])
			test(`${name}, after ${style}`, () => {
				const shown = shownConfig(
					"acme/tool",
					`settings: ${style}\n${block.replaceAll(/^(?=.)/gm, "  ")}`,
				);
				assert.doesNotMatch(shown, /s3cr3t/, shown);
				assert.match(shown, /shown/);
			});
});

test("what refers to a secret is shown, and what only looks so is not", () => {
	const yaml = `a:
  token: {$secret: env:GITHUB_TOKEN}
  password: &p {$secret: kubernetes:github/password}
  apiKeys: [*p, {$secret: file:keys/a}]
env: [{name: API_TOKEN, value: {$secret: env:API_TOKEN}}]
`;
	assert.equal(redactConfiguration(yaml), yaml);
	for (const not of [
		"a: {token: {$secret: hunter22}}\n",
		"a: {token: {$secret: env:T, more: hunter22}}\n",
		"a: {$secret: {env: hunter22}}\n",
	])
		assert.doesNotMatch(redactConfiguration(not), /hunter22/);
});
