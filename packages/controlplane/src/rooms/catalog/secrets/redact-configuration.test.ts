import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { isSecretName, redactedText } from "@quarterdeck/contract";
import { configurationJsonSchema } from "@quarterdeck/contract/configuration";
import { parse } from "yaml";
import { validateConfiguration } from "../validate/validate-configuration.ts";
import { redactConfiguration } from "./redact-configuration.ts";
import { createShownTexts } from "./shown-texts.ts";

describe("a secret is not shown", () => {
	const hidden: Readonly<Record<string, string>> = {
		"behind an alias": "a: {shown: &t hunter22}\nb: {token: *t}\n",
		"behind an alias, however short": "a: {shown: &t hun}\nb: {token: *t}\n",
		"in a map behind an alias":
			"a: &d {user: u, other: [hunter22]}\nb: {credentials: *d}\n",
		"behind the alias of an alias":
			"a: &t hunter22\nb: &u [*t]\nc: {tokens: *u}\n",
		"in a merged map": "a: &m {plain: hunter22}\nb: {secrets: {<<: *m}}\n",
		"in one of several merged maps":
			"a: &m {plain: hun}\nb: &n {x: 1}\nc: {password: {<<: [*n, *m]}}\n",
		"in a value named beside it": "env: [{name: API_TOKEN, value: hun}]\n",
		"in a value that is merged beside its name":
			"a: &v {value: hun}\nb: {<<: *v, name: db-password}\n",
		"in a value whose name is merged":
			"a: &n {name: API_KEY}\nb: {value: hun, <<: *n}\n",
		"in an address": "url: postgres://ana:hunter22@db/x\n",
		"in an address with signs": "url: 'postgres://ana:\"{hunter22}@db/x'\n",
		"as the name in an address": "url: https://hunter22@example.com/x\n",
		"in the address of a comment":
			"a: 1 # see https://ana:hunter22@example.com\n",
		"as a key": "a: {token: hunter22}\nb: {x-hunter22: 1}\n",
		"as a key in a text that parses no more":
			'a: {token: "{x: hunter22"}\nb: {x: hunter22}\n',
		"written with escapes elsewhere":
			'a: {token: hunter22}\nb: "hunter\\x322"\n',
		"over two lines elsewhere":
			'a: {token: "one hunter22"}\nb: "one\n  hunter22"\n',
		"with a line end behind it": "a:\n  token: |\n    hunter22\nb: hunter22!\n",
		"as it is written, too": "a: {token: 0hunter22}\nb: 0hunter22\n",
		"in a text that is no YAML": "a: {token: hunter22\n",
		"in a second document": "a: 1\n---\ntoken: hunter22\n",
		"in anchors that hold themselves": "a: &a {b: *a, token: hunter22}\n",
	};
	for (const [name, yaml] of Object.entries(hidden))
		test(name, () => {
			const shown = redactConfiguration(yaml);
			assert.doesNotMatch(shown, /hun|hunter\\x322/);
			assert.ok(parse(shown) === null || shown.includes(redactedText));
		});

	for (const key of [
		"tokens",
		"passwords",
		"apiKeys",
		"api-key",
		"private-key",
		"accessKey",
		"secret_access_key",
		"pass",
		"db.pwd",
		"dsn",
		"bearer",
		"webhookUrl",
		"GITHUB_TOKEN",
		"SMTPPassword",
		"signingSecrets",
	])
		test(`under the key ${key}`, () => {
			for (const value of ["hun", "[hun]", "{a: hun}"])
				assert.doesNotMatch(
					redactConfiguration(`a: {${key}: ${value}}\n`),
					/hun/,
				);
		});

	test("and what is none stays", () => {
		const yaml = `settings: {credentials: gate, kubeconfig: /etc/k}
a: {maxTokens: 4000, compass: north, keys: [1], tokenRefresh: 5m, enabled: true}
b: [{name: LOG_LEVEL, value: debug}, {name: x, key: y}]
c: "ssh://git@github.com/x and https://example.com/@scope and a@b.c"
`;
		assert.equal(redactConfiguration(yaml), yaml);
	});
});

test("of the keys we know, no more are secret than are", () => {
	const found = new Set<string>();
	const look = (value: unknown): void => {
		if (typeof value !== "object" || value === null) return;
		for (const [key, member] of Object.entries(value)) {
			if (key === "properties")
				for (const name of Object.keys(member))
					if (isSecretName(name)) found.add(name);
			look(member);
		}
	};
	look(configurationJsonSchema());
	assert.deepEqual([...found].sort(), [
		"$secret",
		"appToken",
		"botToken",
		"credentials",
		"integrationKey",
		"kubeconfig",
		"password",
		"token",
	]);
});

describe("a file of very many secrets", () => {
	const of = (count: number) =>
		`a:\n  token: [${Array.from({ length: count }, (_, i) => (i + 2e6).toString(36).padStart(6, "s"))}]\n`;
	const tells = (yaml: string) =>
		validateConfiguration(yaml).problems.some(({ message }) =>
			/different secrets; at most 1000/.test(message),
		);
	test("is a problem", () => {
		assert.equal(tells(of(1001)), true);
		assert.equal(tells(of(1000)), false);
	});
	test("that was kept before that was refused is shown without them", () => {
		const yaml = of(29_000);
		const shown = redactConfiguration(yaml);
		assert.equal(shown.split(redactedText).length, 29_001);
	});
});

test("a version is looked through once while it is remembered, and another organisation's never stands for it", () => {
	const asked: string[] = [];
	const texts = createShownTexts((yaml) => {
		asked.push(yaml);
		return `shown ${yaml}`;
	});
	const [a, b] = ["org_a", "org_b"] as unknown as OrganisationId[];
	assert.ok(a && b);
	for (const _ of [1, 2])
		assert.equal(texts.of(a, { version: 1, yaml: "x" }), "shown x");
	assert.equal(texts.of(b, { version: 1, yaml: "y" }), "shown y");
	assert.deepEqual(asked, ["x", "y"]);
	for (let version = 2; version < 100; version++)
		texts.of(a, { version, yaml: "z" });
	texts.of(a, { version: 1, yaml: "x" });
	assert.equal(asked.at(-1), "x", "what was long not asked for is forgotten");
});

test("secrets are found by what stands before them, in lists and in blocks of text", () => {
	const yaml = `
header: "Bearer s3cr3t-bearer"
sentryKey: s3cr3t-sentry
args: ["--token=s3cr3t-token", "--password", s3cr3t-next, "--pw=abc", --verbose]
headers:
  - "X-Api-Key: s3cr3t-header"
  - "Authorization: Basic czNjcjN0LWJhc2lj"
env: ["DB_PASSWORD=s3cr3t-env", "LOG_LEVEL=debug"]
script: |
  # a comment
  export GITHUB_TOKEN="s3cr3t-export"
  password: s3cr3t-line
  curl -H 'Authorization: Bearer s3cr3t0curl' https://example.com
json: '{"clientSecret": "s3cr3t-json", "region": "eu"}'
publicKey: shown-public
routing: shown-routing
primaryKey: shown-primary
prose: the basic information and the token management are shown
`;
	const shown = redactConfiguration(yaml);
	assert.doesNotMatch(shown, /s3cr3t|czNjcjN0LWJhc2lj|--pw=abc/);
	for (const text of [
		"shown-public",
		"shown-routing",
		"shown-primary",
		"the basic information and the token management are shown",
		"--token=",
		"--verbose",
		"LOG_LEVEL=debug",
		"# a comment",
		"https://example.com",
		"region",
	])
		assert.ok(shown.includes(text), `${text} is missing in ${shown}`);
});

test("headers for a plugin repository are not shown, whatever they are called", () => {
	const shown = redactConfiguration(
		`plugins: {repositories: {acme: {url: "https://acme.example/index.yaml", headers: {X-Plain: hunter22, Other: hun}}}}\n`,
	);
	assert.doesNotMatch(shown, /hun/);
	assert.match(shown, /https:\/\/acme\.example\/index\.yaml/);
});
