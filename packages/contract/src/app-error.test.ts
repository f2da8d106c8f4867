import assert from "node:assert/strict";
import { test } from "node:test";
import {
	AppError,
	asAppError,
	errorBody,
	errorBodySchema,
	errorFromBody,
} from "./app-error.ts";
import { errorKinds, errorTable, retiredErrorCodes } from "./errors.ts";
import { formatId } from "./ids.ts";

test("a failure says what happened, to what, and what to do", () => {
	const error = new AppError("AGENT_BUSY", {
		cluster: "eu",
		running: 8,
		seconds: 2,
	});
	assert.equal(
		error.message,
		"eu is already running 8 commands. Try again in 2 s.",
	);
	assert.equal(error.kind, "exceeds-limit");
});

test("a failure crosses a process boundary with facts and ref, without its cause", () => {
	const ref = formatId("error", 1, new Uint8Array(10));
	const error = new AppError(
		"CLUSTER_LOST",
		{ cluster: "us", since: "noon" },
		{ cause: new Error("password=x"), ref },
	);
	const arrived = errorFromBody(
		errorBodySchema.parse(JSON.parse(JSON.stringify(errorBody(error)))),
	);
	assert.equal(arrived.message, error.message);
	assert.equal(arrived.ref, ref);
	assert.equal(arrived.cause, undefined);
});

test("a code of a newer build is shown as internal, with its ref", () => {
	const ref = formatId("error", 1, new Uint8Array(10));
	const arrived = errorFromBody({ code: "OF_TOMORROW", facts: {}, ref });
	assert.equal(arrived.code, "INTERNAL");
	assert.equal(arrived.ref, ref);
});

test("a code that is the name of an object method is no code", () => {
	assert.equal(errorFromBody({ code: "toString", facts: {} }).code, "INTERNAL");
});

test("anything thrown becomes a failure of ours and keeps what it was", () => {
	const original = new TypeError("x is not a function");
	assert.equal(asAppError(original).cause, original);
	assert.equal(asAppError("thrown text").code, "INTERNAL");
});

test("the table is sound: kinds exist, sentences end, no retired code lives", () => {
	for (const [code, { kind, message }] of Object.entries(errorTable)) {
		assert.match(code, /^[A-Z][A-Z_]+$/);
		assert.ok(errorKinds.includes(kind), code);
		assert.match(
			message,
			/[.!?}]$|: qd /,
			`${code} ends like a sentence, a fact or a command`,
		);
		assert.ok(!retiredErrorCodes.includes(code), `${code} is retired`);
	}
});
