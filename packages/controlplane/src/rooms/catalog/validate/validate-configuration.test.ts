import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { redactConfiguration } from "../secrets/redact-configuration.ts";
import { validateConfiguration } from "./validate-configuration.ts";

describe("showing a configuration", () => {
	const yaml = `# the token is xoxb-very-secret
communications:
  w:
    socketSlack: {enabled: true, appToken: xapp-also-secret, botToken: &t xoxb-very-secret, channels: {a: {name: a}}}
    webhook: {url: "https://hooks.example.com/T0/B0"}
    elasticsearch:
      password: |
        over
        lines
executors:
  a:
    acme/ai:
      enabled: true
      config: {apiKey: sk-1234567, nested: {githubToken: *t, model: small, secret: {deep: [hidden-thing]}}}
settings: {credentials: gate}
plugins: {repositories: {acme: {url: "https://x.io", headers: {X-Auth: abcdefgh}}}}
`;
	test("replaces every secret, wherever the same text stands, and nothing else", () => {
		const shown = redactConfiguration(yaml);
		for (const secret of [
			"very-secret",
			"also-secret",
			"hooks.example.com",
			"over\n",
			"sk-1234567",
			"hidden-thing",
			"abcdefgh",
		])
			assert.ok(!shown.includes(secret), `${secret} is shown`);
		for (const open of [
			"credentials: gate",
			"model: small",
			"https://x.io",
			"name: a",
		])
			assert.ok(shown.includes(open), `${open} is not shown:\n${shown}`);
	});
	test("and what is shown cannot be applied by mistake", () => {
		const { configuration, problems } = validateConfiguration(
			redactConfiguration(yaml),
		);
		assert.equal(configuration, undefined);
		assert.ok(
			problems.some((one) => /a secret was replaced/.test(one.message)),
		);
	});
	test("never fails, whatever the text", () => {
		fc.assert(
			fc.property(
				fc.record({
					token: fc.string({ unit: "binary", minLength: 8 }),
					style: fc.constantFrom("json", "plain"),
				}),
				({ token, style }) => {
					const text =
						style === "json"
							? JSON.stringify({ a: { token, other: 1 } })
							: `a:\n  token: ${JSON.stringify(token)}\n  other: 1\n`;
					const shown = redactConfiguration(text);
					assert.ok(!shown.includes(JSON.stringify(token)));
				},
			),
		);
	});
});
