import assert from "node:assert/strict";
import { test } from "node:test";
import { CliFailure } from "../cli-failure.ts";
import { createTestTerminal } from "../terminal.fixture.ts";
import { type Busy, repeatWhileBusy } from "./repeat-while-busy.ts";

const busy: Busy = { message: "eu is busy.", retryAfterSeconds: 2 };

function stage(acts: readonly (Busy | CliFailure | "done")[]) {
	const { terminal, said } = createTestTerminal();
	const waits: number[] = [];
	let count = 0;
	const running = repeatWhileBusy<{ busy?: Busy; code: number }>(
		async () => {
			const act = acts[Math.min(count, acts.length - 1)];
			count += 1;
			if (act instanceof CliFailure) throw act;
			return act === "done" || !act ? { code: 0 } : { code: 1, busy: act };
		},
		terminal,
		async (ms) => waits.push(ms),
	);
	return { running, waits, said, count: () => count };
}

test("what only met a limit is done again when it was told to, and that is said", async () => {
	const refused = new CliFailure("1000 commands are running.", {
		retryAfterSeconds: 3,
	});
	const { running, waits, said } = stage([busy, refused, "done"]);
	assert.deepEqual(await running, { code: 0 });
	assert.deepEqual(waits, [2000, 3000]);
	assert.match(
		said(),
		/^qd: eu is busy.\nqd: trying again in 2 s \(Ctrl-C ends this\)\nqd: 1000 commands/,
	);
});

test("it is not tried for ever, and the last word is told", async () => {
	const { running, waits } = stage([busy]);
	assert.deepEqual(await running, { code: 1, busy });
	assert.equal(waits.length, 30);
	const long = stage([{ message: "x", retryAfterSeconds: 3600 }]);
	await long.running;
	assert.deepEqual(long.waits, [15_000, 15_000, 15_000, 15_000]);
});

test("any other failure is told at once", async () => {
	const { running, count } = stage([new CliFailure("no")]);
	await assert.rejects(running, /^.*no$/);
	assert.equal(count(), 1);
});
