import assert from "node:assert/strict";
import { test } from "node:test";
import { secretSpansInText, secretsInText } from "./secrets-in-text.ts";

for (const [text, secrets] of [
	["Bearer abc", ["abc"]],
	["Authorization: Bearer abc1defgh", ["abc1defgh"]],
	["password=a b", ["a"]],
	[`password="a b"`, ["a b"]],
	["url: x&token=E", ["E"]],
	["https://x/?a=1&access_token=abc&b=2", ["abc"]],
	["env:PASSWORD=abc", ["abc"]],
	[`note="the password: abc"`, ["abc"]],
	["--api-key abc --name x", ["abc"]],
	["https://ana:abc@x", ["abc"]],
	["redis://:abc@x", ["abc"]],
	["https://abc:@x", ["abc"]],
	["https://git.example.com/x", []],
	["ssh://git@x", []],
	["level=debug, name: x", []],
	["maxTokens: 5", []],
] as const)
	test(`the secrets in ${text}`, () => {
		assert.deepEqual(secretsInText(text), secrets);
		for (const { start, end } of secretSpansInText(text))
			assert.ok(start < end && end <= text.length);
	});
