import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { redactedText } from "@quarterdeck/contract";
import { readDocument } from "@quarterdeck/contract/configuration";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { validateConfiguration } from "../validate/validate-configuration.ts";
import { redactConfiguration } from "./redact-configuration.ts";
import { restoreSecrets } from "./restore-secrets.ts";

const baseYaml = `# asked for by ops; the token is xoxb-very-secret
communications:
  w:
    socketSlack: {enabled: true, appToken: &app xapp-also-secret, botToken: xoxb-very-secret, channels: {a: {name: a}}}
    elasticsearch:
      password: |
        over
        lines
executors:
  a:
    acme/ai:
      enabled: true
      config:
        apiKey: 0o17
        nested: {githubToken: *app, model: small}
        hosts: [{name: one, password: first-word}, {name: two, password: second-word}]
        url: https://ana:xoxb-very-secret@example.com/
`;

function restore(text: string, yaml: string | undefined = baseYaml) {
	const { document } = readDocument(text, "file.yaml");
	assert.ok(document, text);
	const base = yaml === undefined ? undefined : { version: 3, yaml };
	return restoreSecrets(document, "file.yaml", base);
}

function told(text: string, yaml?: string): readonly string[] {
	return restore(text, yaml).problems.map(
		({ line, path, message }) => `${line} ${path}: ${message}`,
	);
}

const shown = redactConfiguration(baseYaml);

describe("a mark that stands for nothing is a problem at its line", () => {
	test("without a base, every one of them", () => {
		const { document } = readDocument(shown, "file.yaml");
		assert.ok(document);
		const { problems, text } = restoreSecrets(document, "f", undefined);
		assert.ok(problems.length >= 6);
		assert.equal(text, shown);
	});

	test("a secret does not move to another key, however alike", () => {
		const moved = shown.replace("botToken:", "signingSecret:");
		assert.match(told(moved).join("\n"), /^4 .*signingSecret: .*none like it/);
		assert.ok(!restore(moved).text.includes("botToken: xoxb"));
		const elsewhere = `executors: {a: {acme/ai: {enabled: true, config: {model: "${redactedText}"}}}}`;
		assert.match(told(elsewhere).join("\n"), /config\.model: /);
	});

	test("a mark inside a longer text must be as it was shown", () => {
		const changed = shown.replace("@example.com/", "@evil.example/");
		assert.match(told(changed).join("\n"), /\.url: .*none like it here/);
		assert.ok(!restore(changed).text.includes("very-secret@"));
	});

	test("in a list that was changed nothing is put back", () => {
		const swapped = shown
			.replace("name: one", "name: x")
			.replace("name: two", "name: one");
		const problems = told(swapped);
		assert.equal(
			problems.filter((one) => /hosts\[\d\]\.password: /.test(one)).length,
			2,
		);
		assert.match(problems.join("\n"), /a list that is not that of version 3/);
		assert.ok(!restore(swapped).text.includes("first-word"));
	});

	const sent = `communications:
  w:
    mattermost: {url: https://chat.example.com, token: hunter22, team: a}
executors:
  a:
    acme/ai:
      enabled: true
      config: {apiKey: hunter23, model: small, connection: {host: ai.example.com, ports: [1]}}
  b:
    other/ai: {enabled: true, config: {apiKey: hunter24}}
plugins: {repositories: {acme: {url: https://acme.example.com, headers: {X-Auth: hunter25}}}}
`;
	for (const [from, to, kept] of [
		["chat.example.com", "evil.example", ["hunter23", "hunter24", "hunter25"]],
		["host: ai.example.com", "host: evil.example", ["hunter22", "hunter24"]],
		["model: small", "baseUrl: https://evil.example", ["hunter22", "hunter24"]],
		["host: ai.example.com, ", "", ["hunter22", "hunter24", "hunter25"]],
		["acme.example.com", "evil.example", ["hunter22", "hunter24"]],
	] as const)
		test(`a secret is not sent elsewhere unseen: ${from} → ${to}`, () => {
			const edited = redactConfiguration(sent).replace(from, to);
			assert.notEqual(edited, redactConfiguration(sent));
			const { problems, text } = restore(edited, sent);
			assert.ok(problems.length > 0);
			for (const { message } of problems)
				assert.match(
					message,
					/is not that of version 3.*write the secret again/,
				);
			for (const one of kept) assert.ok(text.includes(one), one);
			assert.equal(
				["hunter22", "hunter23", "hunter24", "hunter25"].filter((one) =>
					text.includes(one),
				).length,
				4 - problems.length,
			);
		});

	test("a destination that is written as it was moves nothing, and neither does one of another plugin", () => {
		const edited = redactConfiguration(sent)
			.replace("team: a", "team: b")
			.replace(/$/, "sources: {x: {n/m: {config: {url: 'https://x'}}}}\n");
		assert.deepEqual(restore(edited, sent).problems, []);
	});

	test("a key that was replaced is not guessed", () => {
		const yaml = "a: {token: hunter22}\nb: {x-hunter22: 1}\n";
		assert.match(told(redactConfiguration(yaml), yaml).join(), /^2 .*this key/);
	});

	test("an anchor that is no longer what it was is not believed", () => {
		const text = shown
			.replace("&app ", "")
			.replace("botToken: ", "botToken: &app ");
		const { problems, text: left } = restore(text);
		assert.match(problems.map(({ path }) => path).join(), /githubToken/);
		assert.ok(left.includes("*app"));
	});

	test("problems do not quote what was put back", () => {
		const yaml =
			"communications: {g: {console: {enabled: true, channels: {a: {name: a, bindings: {executors: [x]}}}}}}\nexecutors: {x: {botkube/kubectl: {enabled: true, config: {token: hunter22-word}}}}\nsettings: {clusterName: a}\n";
		const { problems } = validateConfiguration(
			redactConfiguration(yaml).replace("executors: {x:", "executors: {y:"),
			"f",
			{ base: { version: 1, yaml } },
		);
		assert.ok(problems.length > 0);
		assert.ok(!JSON.stringify(problems).includes("hunter22"));
	});
});

test("what is shown and applied unchanged is what it was: words, numbers, lines, anchors, lists, parts of text", () => {
	const { text, problems } = restore(shown);
	assert.deepEqual(problems, []);
	assert.deepEqual(parse(text), parse(baseYaml));
	assert.ok(text.includes("apiKey: 0o17"));
});

test("changes beside the secrets leave them where they are", () => {
	const edited = `${shown}settings: {clusterName: a}\n`.replace(
		"model: small",
		"model: large",
	);
	const { text, problems } = restore(edited);
	assert.deepEqual(problems, []);
	const expected = parse(baseYaml);
	expected.executors.a["acme/ai"].config.nested.model = "large";
	assert.deepEqual(parse(text), {
		...expected,
		settings: { clusterName: "a" },
	});
});

const secret = fc.oneof(
	fc
		.string({ unit: "binary", minLength: 1, maxLength: 30 })
		.filter((text) => text.isWellFormed() && !text.includes("\0")),
	fc.string({ minLength: 1, maxLength: 30 }),
	fc.integer(),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
	fc.boolean(),
	fc.constantFrom(
		"a\nb\n",
		" x ",
		"'",
		'"',
		"#no comment",
		"- x",
		"yes",
		"null",
	),
);
const tree = fc.letrec<{ node: unknown }>((tie) => ({
	node: fc.oneof(
		{ maxDepth: 4 },
		fc.integer({ max: 9 }),
		fc.constantFrom("plain", "text"),
		fc.dictionary(
			fc.constantFrom("token", "password", "apiKey", "name", "host", "other"),
			fc.oneof(tie("node"), secret),
			{ maxKeys: 4 },
		),
		fc.array(tie("node"), { maxLength: 3 }),
	),
}));

test("redacted and applied unchanged yields the very same values, or is refused", () => {
	fc.assert(
		fc.property(
			fc.dictionary(fc.constantFrom("a", "b", "token"), tree.node),
			fc.boolean(),
			(data, isJson) => {
				const yaml = isJson ? JSON.stringify(data) : stringify(data);
				const before = readDocument(yaml, "f").document;
				fc.pre(before !== undefined);
				const read = readDocument(redactConfiguration(yaml), "f");
				assert.ok(read.document);
				// Where nothing can be shown there is nothing to apply: a file without keys is refused.
				fc.pre(read.document.data !== null);
				const { text, problems } = restoreSecrets(read.document, "f", {
					version: 1,
					yaml,
				});
				if (problems.length > 0) return;
				assert.deepEqual(readDocument(text, "f").document?.data, before?.data);
			},
		),
		{ numRuns: 500 },
	);
});

test("secrets that stand nowhere else are put back every time", () => {
	fc.assert(
		fc.property(
			fc.array(fc.uuid(), { minLength: 3, maxLength: 3 }),
			fc.constantFrom("x", "config", "list"),
			([token, password, apiKey], place) => {
				const data = {
					[place]: { token, deep: { password, plain: 1 }, list: [{ apiKey }] },
				};
				const yaml = stringify(data);
				const { text, problems } = restore(redactConfiguration(yaml), yaml);
				assert.deepEqual(problems, []);
				assert.deepEqual(parse(text), data);
			},
		),
	);
});
