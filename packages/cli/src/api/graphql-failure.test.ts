import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { buildSchema, graphql } from "graphql";
import { exitCodes } from "../exit-codes.ts";
import { failureOf } from "./graphql-failure.ts";

const schema = buildSchema(
	readFileSync(
		resolve(import.meta.dirname, "../../../controlplane/schema.graphql"),
		"utf8",
	),
);

/** What GraphQL says of a question that it refuses. */
async function refusal(source: string, variableValues = {}): Promise<string> {
	const { errors } = await graphql({ schema, source, variableValues });
	assert.ok(errors?.[0], source);
	return errors[0].message;
}

test("a value that the API does not take is told by its option's name", async () => {
	for (const [source, variables, name] of [
		[
			"query ($n: Int!) { configurations(first: $n) { edges { node { version } } } }",
			{ n: "many" },
			"n",
		],
		[
			"query ($filter: AuditFilter) { auditRecords(filter: $filter) { edges { node { id } } } }",
			{ filter: { text: 7 } },
			"text",
		],
	] as const) {
		const failure = failureOf({ message: await refusal(source, variables) });
		assert.equal(
			failure.message,
			`The control plane does not take this value for ${name}. Nothing was done.`,
		);
		assert.equal(failure.exitCode, exitCodes.usage);
	}
});

test("an executor that says it in the older way is understood, too", () => {
	for (const [message, name] of [
		[
			'Variable "$filter" got invalid value "x" at "filter.since"; Expected type "DateTime".',
			"since",
		],
		[
			'Variable "$n" got invalid value "many"; Int cannot represent non-integer value: "many"',
			"n",
		],
	] as const)
		assert.equal(
			failureOf({ message }).message,
			`The control plane does not take this value for ${name}. Nothing was done.`,
		);
});

test("a question that a control plane of another version does not know is told as that", async () => {
	for (const source of [
		"{ nothing }",
		"{ status { nothing } }",
		"{ cluster(nothing: 1) { id } }",
		"query ($x: Nothing) { status { version } }",
		"{ status",
		"{ status }",
		"{ cluster { id } }",
	]) {
		const message = await refusal(source);
		const failure = failureOf({ message });
		assert.match(failure.message, /does not understand this qd/, message);
		assert.equal(failure.exitCode, exitCodes.failed);
	}
});

test("a refusal of the product keeps its words, its reference and the way out", () => {
	const extensions = { code: "TOKEN_TOO_NARROW", kind: "forbidden", ref: "r1" };
	assert.equal(
		failureOf({ message: "Too narrow.", extensions }, "Sign in.").message,
		"Too narrow. (ref r1)\nSign in.",
	);
	const input = { code: "INPUT_INVALID", kind: "invalid" };
	assert.equal(
		failureOf({ message: "filter.since: no time", extensions: input }).message,
		"since: no time",
	);
});
