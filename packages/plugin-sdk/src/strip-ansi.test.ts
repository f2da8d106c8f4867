import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createAnsiStripper, stripAnsi } from "./strip-ansi.ts";

const esc = "\u001b";

describe("stripping terminal commands", () => {
	const readings: [string, string][] = [
		["plain ü 🚢\t\r\n", "plain ü 🚢\t\r\n"],
		[`${esc}[31mred${esc}[0m`, "red"],
		[`${esc}[38;5;196mx${esc}[m`, "x"],
		[`a${esc}[2Jb${esc}[1;1Hc`, "abc"],
		[`${esc}]8;;http://evil${esc}\\link${esc}]8;;${esc}\\`, "link"],
		[`${esc}]0;title\u0007x`, "x"],
		[`${esc}(Bx${esc}7y`, "xy"],
		[`${esc}Pq#0${esc}\\x`, "x"],
		["\u009b31mred", "red"],
		["a\u0085b", "ab"],
		["a\u0000\u0008b\u007fc", "abc"],
		["£ ÿ", "£ ÿ"],
		[`${esc}[31`, ""],
		[`${esc}[31\nnext`, "\nnext"],
		[`${esc}]0;open\nnext`, "\nnext"],
	];
	for (const [text, plain] of readings)
		test(`makes ${JSON.stringify(text)} plain`, () => {
			assert.equal(stripAnsi(text), plain);
		});

	test("cuts between chunks change nothing", () => {
		const piece = fc.oneof(
			fc.constantFrom(...readings.map(([text]) => text)),
			fc.string({ unit: "binary" }),
		);
		fc.assert(
			fc.property(
				fc.array(piece),
				fc.array(fc.nat({ max: 7 }), { minLength: 1 }),
				(pieces, steps) => {
					const bytes = new TextEncoder().encode(pieces.join(""));
					const strip = createAnsiStripper();
					const parts: Uint8Array[] = [];
					for (let at = 0, i = 0; at < bytes.length; i++) {
						const step = 1 + (steps[i % steps.length] ?? 0);
						parts.push(strip(bytes.subarray(at, at + step)).slice());
						at += step;
					}
					const whole = createAnsiStripper()(bytes);
					assert.deepEqual(Buffer.concat(parts), Buffer.from(whole));
				},
			),
		);
	});
	test("no escape and no control character ever comes out", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				const shown = stripAnsi(text).replaceAll(/[\t\n\r]/g, "");
				assert.doesNotMatch(shown, /\p{Cc}/u);
			}),
		);
	});
});
