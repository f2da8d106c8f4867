import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { browserName } from "./browser-name.ts";

test("common browsers are named with their system", () => {
	const safari = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
	for (const [userAgent, name] of [
		[
			"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0",
			"Firefox on Windows",
		],
		[
			"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
			"Chrome on Linux",
		],
		[
			"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0",
			"Edge on Windows",
		],
		[
			`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${safari} Version/18.5 Safari/605.1.15`,
			"Safari on macOS",
		],
		[
			`Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${safari} Version/18.5 Mobile/15E148 Safari/604.1`,
			"Safari on iPhone",
		],
		[
			"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
			"Chrome on Android",
		],
	] as const)
		assert.equal(browserName(userAgent), name);
});

test("nothing is said of what sent nothing", () => {
	for (const none of [null, undefined, "", "  "])
		assert.equal(browserName(none), "Unknown browser");
});

test("whatever else is sent is short and holds nothing a terminal or a reader would be fooled by", () => {
	assert.equal(browserName("curl/8.5.0"), "curl/8.5.0");
	fc.assert(
		fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
			const name = browserName(text);
			assert.ok(name.length <= 61);
			// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
			assert.doesNotMatch(name, /[\u0000-\u0008\u001b\u202e]/);
		}),
	);
});
