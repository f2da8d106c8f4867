import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Heartbeat } from "@quarterdeck/contract";
import { createHandClock } from "@quarterdeck/testkit";
import { createBeatHeartJob } from "./beat-heart.job.ts";
import { splitMessages } from "./split-message.ts";

describe("messages", () => {
	test("text becomes output, the rest stays a message", () => {
		assert.deepEqual(
			splitMessages([
				{ baseBody: { codeBlock: "a" } },
				{ baseBody: { plaintext: "b" } },
			]),
			{ text: "a\nb", rest: undefined },
		);
		const { text, rest } = splitMessages([
			{ baseBody: { codeBlock: "a" }, sections: [{ base: {} } as never] },
			{ sections: [{} as never] },
		]);
		assert.equal(text, "a");
		assert.equal(rest?.sections?.length, 2);
		assert.equal(rest?.baseBody, undefined);
	});
	test("a message too large to travel is said to be so", () => {
		const { rest } = splitMessages([
			{ sections: [{ header: "x".repeat(300_000) } as never] },
		]);
		assert.match(rest?.baseBody?.plaintext ?? "", /too large/);
	});
});

describe("the heart", () => {
	test("beats every ten seconds, gathers changes, and says once that it leaves", async () => {
		const clock = createHandClock();
		const sent: Heartbeat[] = [];
		const describeAgent = (): Heartbeat => ({
			at: clock.now().toISOString(),
			agentVersion: "1",
			protocol: 1,
			configurationVersion: 0,
			running: 0,
			kubernetes: { reachable: true },
			plugins: [],
		});
		const heart = createBeatHeartJob({
			clock,
			describe: describeAgent,
			send: (one) => sent.push(one),
		});
		await clock.wind(20_000);
		assert.equal(sent.length, 2);
		for (let i = 0; i < 50; i++) heart.changed();
		await clock.wind(200);
		assert.equal(sent.length, 3);
		heart.leave();
		heart.leave();
		heart.changed();
		heart.beat();
		await clock.wind(60_000);
		assert.deepEqual(
			sent.map(({ leaving }) => leaving),
			[undefined, undefined, undefined, true],
		);
		assert.equal(clock.pendingTimers, 0);
	});
});
