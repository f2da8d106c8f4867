import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	createAccount,
	createOperator,
	createUser,
	fromPublic,
	fromSeed,
} from "@nats-io/nkeys";
import fc from "fast-check";
import { decodeBase32, encodeBase32 } from "./base32.ts";
import {
	createNkey,
	isPublicKey,
	type NkeyKind,
	nkeyFromSeed,
	publicKey,
	publicKeyKind,
	verifySignature,
} from "./nkey.ts";

const kinds: readonly NkeyKind[] = ["operator", "account", "user"];
const bytes = (text: string) => new TextEncoder().encode(text);

describe("base32", () => {
	test("reads back whatever it wrote", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 80 }), (raw) => {
				assert.deepEqual(decodeBase32(encodeBase32(raw)), raw);
			}),
		);
	});

	test("takes one spelling only", () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 20 }), (text) => {
				const read = decodeBase32(text);
				if (read) assert.equal(encodeBase32(read), text);
			}),
		);
		assert.equal(decodeBase32("AB"), undefined);
		assert.equal(decodeBase32("mzxw6"), undefined);
	});
});

describe("nkeys", () => {
	for (const kind of kinds) {
		test(`our ${kind} key is the client library's, letter for letter`, () => {
			const ours = createNkey(kind);
			const theirs = fromSeed(bytes(ours.seed));
			assert.equal(theirs.getPublicKey(), ours.id);
			const text = bytes("what is signed");
			assert.deepEqual(theirs.sign(text), ours.sign(text));
			assert.equal(fromPublic(ours.id).verify(text, ours.sign(text)), true);
			assert.equal(publicKeyKind(ours.id), kind);
		});
	}

	test("the client library's keys are ours", () => {
		for (const theirs of [createOperator(), createAccount(), createUser()]) {
			const seed = new TextDecoder().decode(theirs.getSeed());
			const ours = nkeyFromSeed(seed);
			assert.equal(ours.id, theirs.getPublicKey());
			assert.equal(ours.seed, seed);
			const signature = theirs.sign(bytes("nonce"));
			assert.equal(verifySignature(ours.id, bytes("nonce"), signature), true);
			assert.equal(verifySignature(ours.id, bytes("other"), signature), false);
		}
	});

	test("a seed or key with one letter changed is refused", () => {
		const { seed, id } = createNkey("account");
		const letter = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
		fc.assert(
			fc.property(fc.nat(), letter, (at, other) => {
				const changed = (text: string) =>
					text.slice(0, at % text.length) +
					other +
					text.slice((at % text.length) + 1);
				if (changed(seed) !== seed)
					assert.throws(() => nkeyFromSeed(changed(seed)));
				if (changed(id) !== id) assert.equal(isPublicKey(changed(id)), false);
			}),
		);
	});

	test("garbage is refused in words that do not repeat it", () => {
		const { id } = createNkey("user");
		for (const text of ["", "S", id, "SU", "SUAB1", "x".repeat(100_000)])
			assert.throws(
				() => publicKey(text),
				(error: Error) =>
					/nkey seed/.test(error.message) &&
					(text.length < 5 || !error.message.includes(text)),
			);
		assert.equal(isPublicKey(id, "account"), false);
		assert.equal(isPublicKey(id.toLowerCase()), false);
		assert.equal(verifySignature(id, bytes("a"), new Uint8Array(3)), false);
		assert.equal(
			verifySignature("nobody", bytes("a"), new Uint8Array(64)),
			false,
		);
	});
});
