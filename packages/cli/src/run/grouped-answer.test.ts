import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestTerminal } from "../terminal.fixture.ts";
import type { Overview } from "./answers-of.ts";
import { createGroupedAnswer } from "./grouped-answer.ts";
import { createMergedAnswer } from "./merged-answer.ts";
import { endOf, eventOf, outputOf, runOf } from "./run-events.fixture.ts";

const names = Array.from({ length: 22 }, (_, place) => `shop-${place + 1}`);
const refusal = {
	code: "RATE_EXCEEDED",
	message: "It was not run.",
	hint: null,
	retryAfterSeconds: null,
	ref: "err_1",
};
const overview: Overview = {
	summary: [
		{ outcome: "REFUSED", count: 22 },
		{ outcome: "SUCCEEDED", count: 1 },
	],
	answers: [
		{ outcome: "REFUSED", clusters: names },
		{ outcome: "SUCCEEDED", clusters: ["eu"] },
	],
};
const utf8 = (latin1: string) => Buffer.from(latin1, "latin1").toString("utf8");

function watched() {
	const { terminal, out, said } = createTestTerminal({
		stdout: true,
		stderr: true,
	});
	let pass = () => {};
	const answer = createGroupedAnswer(
		terminal,
		async () => overview,
		(act) => {
			pass = act;
			return () => {
				pass = () => {};
			};
		},
	);
	return {
		answer,
		runOutOfPatience: () => pass(),
		out: () => utf8(out()),
		said,
	};
}

test("the summary stands first, 22 equal refusals are one, and what needs a look comes before what went well", async () => {
	const { answer, out, said } = watched();
	answer.tell(outputOf("eu", "pod-a\n"));
	answer.tell(endOf(runOf("eu")));
	for (const name of names)
		answer.tell(
			endOf(
				runOf(name, {
					state: "DENIED",
					outcome: "REFUSED",
					exitCode: null,
					error: refusal,
				}),
			),
		);
	answer.tell(eventOf({ kind: "COMMAND_ENDED", state: "FAILED" }));
	assert.equal(out(), "");
	await answer.end();
	assert.equal(
		out(),
		"23 clusters: 22 refused, 1 succeeded\n── 22 clusters answered the same: shop-1, shop-2, shop-3, shop-4, shop-5, shop-6, shop-7, shop-8 and 14 more (refused) ──\n── eu ──\npod-a\n",
	);
	assert.equal(said(), "shop-1: It was not run. (ref err_1)\n");
});

test("a command that goes on is printed as it comes, and nothing twice", async () => {
	const { answer, out, said, runOutOfPatience } = watched();
	answer.tell(outputOf("eu", "first\n"));
	runOutOfPatience();
	assert.equal(out(), "── eu ──\nfirst\n");
	answer.tell(outputOf("eu", "second\n"));
	answer.tell(endOf(runOf("eu")));
	answer.tell(eventOf({ kind: "COMMAND_ENDED", state: "SUCCEEDED" }));
	await answer.end();
	assert.equal(out(), "── eu ──\nfirst\nsecond\n");
	assert.equal(said(), "23 clusters: 22 refused, 1 succeeded\n");
});

test("with --merge all tables are one, with the cluster in front", async () => {
	const { terminal, out } = createTestTerminal();
	const answer = createMergedAnswer(terminal, async () => ({
		columns: ["NAME", "AGE"],
		rows: [
			{ cluster: "shop-2", cells: ["a", "1d"] },
			{ cluster: "shop-10", cells: ["bbbb", "2d"] },
		],
		problem: null,
	}));
	answer.tell(outputOf("shop-2", "NAME   AGE\na      1d\n"));
	await answer.end();
	assert.equal(
		out(),
		"CLUSTER   NAME   AGE\nshop-2    a      1d\nshop-10   bbbb   2d\n",
	);
});

test("with --merge, what is no table is refused with the reason", async () => {
	const { terminal, out } = createTestTerminal();
	const answer = createMergedAnswer(terminal, async () => ({
		columns: [],
		rows: [],
		problem: "The answer of eu is not a table.",
	}));
	await assert.rejects(answer.end(), /cannot be merged. The answer of eu/);
	assert.equal(out(), "");
});

test("with --merge, a cluster without rows says why, and the way to its answer can be copied", async () => {
	const { terminal, said } = createTestTerminal();
	const answer = createMergedAnswer(terminal, async () => ({
		columns: [],
		rows: [],
		problem: "No cluster answered with a table.",
	}));
	const refused = { state: "FAILED", outcome: "FAILED", exitCode: 1 } as const;
	answer.tell(
		eventOf({ kind: "STDERR", cluster: "eu", text: "Error: forbidden\n" }),
	);
	answer.tell(endOf(runOf("eu", refused)));
	await assert.rejects(answer.end(), /qd output run_eu, or run it again/);
	assert.equal(said(), "eu: Error: forbidden\neu: exit code 1\n");
});
