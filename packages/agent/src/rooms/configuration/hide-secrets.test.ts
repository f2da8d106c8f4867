import assert from "node:assert/strict";
import { test } from "node:test";
import { redactedText } from "@quarterdeck/contract";
import fc from "fast-check";
import { createSecretHider } from "./hide-secrets.ts";

const key =
	"-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\n-----END KEY-----";

test("a secret is hidden as it is, by its lines, in base64, in JSON and in an address", () => {
	const hider = createSecretHider(['p"ss wörd/1', key]);
	for (const said of [
		'token is p"ss wörd/1!',
		JSON.stringify({ token: 'p"ss wörd/1' }),
		`data: ${Buffer.from('p"ss wörd/1').toString("base64")}`,
		`https://x/?t=${encodeURIComponent('p"ss wörd/1')}`,
		"  MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
	]) {
		const hidden = hider.text(said);
		assert.ok(hidden.includes(redactedText), hidden);
		assert.doesNotMatch(hidden, /ss w|wörd|MIIE|cCJzc/);
	}
	assert.deepEqual(
		hider.value({ a: [`x ${key} y`], n: 1, z: null, 'p"ss wörd/1': true }),
		{ a: [`x ${redactedText} y`], n: 1, z: null, [redactedText]: true },
	);
});

test("what is short stays, and so does everything where nothing is secret", () => {
	assert.equal(createSecretHider(["true"]).text("it is true"), "it is true");
	const bytes = Uint8Array.of(1, 2, 255);
	const stream = createSecretHider([]).stream();
	assert.equal(stream.push(bytes), bytes);
});

test("in a stream it is hidden wherever the pieces are cut, and other bytes stay as they are", () => {
	fc.assert(
		fc.property(
			fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 5 }),
			fc.array(fc.nat(60), { maxLength: 6 }),
			(pieces, cuts) => {
				const secret = Buffer.from("sécret-token");
				const whole = Buffer.concat(pieces.flatMap((piece) => [piece, secret]));
				const stream = createSecretHider(["sécret-token"]).stream();
				const out: Uint8Array[] = [];
				let at = 0;
				for (const cut of [...cuts.toSorted((a, b) => a - b), whole.length]) {
					if (cut <= at) continue;
					out.push(stream.push(whole.subarray(at, cut)));
					at = Math.min(cut, whole.length);
				}
				out.push(stream.end());
				const expected = Buffer.concat(
					pieces.flatMap((piece) => [piece, Buffer.from(redactedText)]),
				);
				assert.deepEqual(Buffer.concat(out), expected);
			},
		),
	);
});
