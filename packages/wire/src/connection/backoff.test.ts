import assert from "node:assert/strict";
import { test } from "node:test";
import { errors } from "@nats-io/transport-node";
import fc from "fast-check";
import { backoffMs, defaultBackoff } from "./backoff.ts";
import { dialFailure } from "./dial.ts";

test("the wait doubles, is spread over its upper half, and never exceeds the longest", () => {
	const kind = fc.constantFrom("unreachable" as const, "refused" as const);
	const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
	fc.assert(
		fc.property(kind, fc.nat(10_000), random, (why, attempt, luck) => {
			const waitMs = backoffMs(defaultBackoff, why, attempt, luck);
			const longest = why === "refused" ? 60_000 : 4000;
			assert.ok(waitMs > 0 && waitMs <= longest);
			const whole = backoffMs(defaultBackoff, why, attempt, 0) * 2;
			assert.ok(waitMs >= whole / 2 && waitMs <= whole);
		}),
	);
	assert.equal(backoffMs(defaultBackoff, "unreachable", 0, 0), 25);
	assert.equal(backoffMs(defaultBackoff, "refused", 0, 0), 1000);
});

test("a crowded server's timeout is no refusal; a revoked, ended or unknown user is", () => {
	const kindOf = (error: unknown) => dialFailure(error).kind;
	assert.equal(
		kindOf(new errors.AuthorizationError("Authentication Timeout")),
		"unreachable",
	);
	assert.equal(
		kindOf(new errors.AuthorizationError("Authorization Violation")),
		"refused",
	);
	assert.equal(
		kindOf(new errors.ProtocolError("User Authentication Revoked")),
		"refused",
	);
	assert.equal(
		kindOf(
			new errors.UserAuthenticationExpiredError("User Authentication Expired"),
		),
		"refused",
	);
	assert.equal(
		kindOf(
			new errors.ProtocolError("maximum account active connections exceeded"),
		),
		"unreachable",
	);
	assert.equal(kindOf(new Error("ECONNREFUSED")), "unreachable");
	assert.equal(kindOf(undefined), "unreachable");
});
