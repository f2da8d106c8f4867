import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchAnswer } from "./fetch-answer.ts";
import {
	noteLiveUntilNow,
	onReachability,
	reachability,
} from "./reachability.ts";

test("what is shown is as old as the last answer, and silence is told once", async (t) => {
	t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
	const answers: (number | "nothing")[] = [];
	t.mock.method(globalThis, "fetch", async () => {
		const answer = answers.shift() ?? "nothing";
		if (answer === "nothing") throw new TypeError("Failed to fetch");
		return new Response(null, { status: answer });
	});
	const ask = (answer: number | "nothing") => {
		answers.push(answer);
		return fetchAnswer("/session", {});
	};
	let changes = 0;
	t.after(onReachability(() => changes++));

	await ask(200);
	t.mock.timers.tick(60_000);
	noteLiveUntilNow();
	t.mock.timers.tick(1000);
	await assert.rejects(ask("nothing"), { name: "ApiFailure" });
	assert.deepEqual(reachability(), { isReached: false, asOfMs: 1_060_000 });
	t.mock.timers.tick(1000);
	await assert.rejects(ask("nothing"));
	// A proxy answers for a control plane that is away; a connection that ended is no answer.
	await ask(502);
	noteLiveUntilNow();
	assert.deepEqual(reachability(), { isReached: false, asOfMs: 1_060_000 });
	assert.equal(changes, 1);

	await ask(403);
	assert.equal(reachability().isReached, true);
	assert.equal(changes, 2);
});

test("an aborted request says nothing about the control plane", async (t) => {
	t.mock.method(globalThis, "fetch", async () => new Response());
	await fetchAnswer("/session", {});
	const over = new AbortController();
	t.mock.method(globalThis, "fetch", async () => {
		over.abort();
		throw over.signal.reason;
	});
	await assert.rejects(
		fetchAnswer("/session", { signal: over.signal }),
		/aborted/,
	);
	assert.equal(reachability().isReached, true);
});
