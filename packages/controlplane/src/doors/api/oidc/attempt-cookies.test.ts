import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import fc from "fast-check";
import { attemptSeconds, createAttemptCookies } from "./attempt-cookies.ts";
import {
	type KeptAttempt,
	openAttempt,
	sealAttempt,
} from "./sealed-attempt.ts";

const key = randomBytes(32);

function attemptAt(at: Date, state = "state"): KeptAttempt {
	return {
		provider: "house",
		state,
		nonce: "nonce",
		verifier: "verifier",
		returnTo: "/clusters",
		begunAtMs: at.getTime(),
	};
}

/** The Cookie header a browser would send after this line. */
function sent(line: string): string {
	return line.split(";")[0] ?? "";
}

describe("an attempt to sign in", () => {
	test("is good for ten minutes, and not before it began", async () => {
		const clock = createHandClock();
		const cookies = createAttemptCookies({ key, clock, isSecure: true });
		const [line = ""] = cookies.keep(undefined, attemptAt(clock.now()));
		assert.match(
			line,
			/^__Host-quarterdeck-sign-in-[0-9a-f]{16}=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
		);
		await clock.wind(attemptSeconds * 1000 - 1);
		assert.ok(cookies.take(sent(line), "state").attempt);
		await clock.wind(1);
		const late = cookies.take(sent(line), "state");
		assert.equal(late.attempt, undefined);
		assert.match(late.set[0] ?? "", /Max-Age=0$/);
		const [early = ""] = cookies.keep(
			undefined,
			attemptAt(new Date(clock.now().getTime() + 120_000)),
		);
		assert.equal(cookies.take(sent(early), "state").attempt, undefined);
	});

	test("is planted by no neighbour under the same domain", () => {
		const clock = createHandClock();
		const cookies = createAttemptCookies({ key, clock, isSecure: true });
		const [line = ""] = cookies.keep(undefined, attemptAt(clock.now()));
		const planted = sent(line).replace("__Host-", "__Secure-");
		assert.equal(cookies.take(planted, "state").attempt, undefined);
	});

	test("is another's when it was sealed with another key, or for another state", () => {
		const clock = createHandClock();
		const ours = createAttemptCookies({ key, clock, isSecure: false });
		const theirs = createAttemptCookies({
			key: randomBytes(32),
			clock,
			isSecure: false,
		});
		const [line = ""] = theirs.keep(undefined, attemptAt(clock.now()));
		assert.equal(ours.take(sent(line), "state").attempt, undefined);
		const [own = ""] = ours.keep(undefined, attemptAt(clock.now()));
		assert.deepEqual(ours.take(sent(own), "other"), {
			attempt: undefined,
			set: [],
		});
		const renamed = own.replace(/in-[0-9a-f]{16}/, "in-0123456789abcdef");
		assert.equal(ours.take(sent(renamed), "state").attempt, undefined);
	});
});

test("no byte of a sealed attempt can be altered, and garbage opens nothing", () => {
	const sealed = sealAttempt(key, attemptAt(new Date(0)));
	assert.deepEqual(openAttempt(key, sealed), attemptAt(new Date(0)));
	assert.ok(!Buffer.from(sealed, "base64url").toString().includes("verifier"));
	fc.assert(
		fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, flip) => {
			const bytes = Buffer.from(sealed, "base64url");
			const index = at % bytes.length;
			bytes[index] = (bytes[index] ?? 0) ^ flip;
			assert.equal(openAttempt(key, bytes.toString("base64url")), undefined);
		}),
	);
	fc.assert(
		fc.property(fc.string(), (text) => {
			assert.equal(openAttempt(key, text), undefined);
		}),
	);
});
