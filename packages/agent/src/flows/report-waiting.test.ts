import assert from "node:assert/strict";
import { test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import { createWaitingReport } from "./report-waiting.ts";

test("whoever waits for a plugin reads how far it is, now and every few seconds", async () => {
	const clock = createHandClock();
	const lines: string[] = [];
	const report = createWaitingReport(
		{
			async push(stream, bytes) {
				lines.push(`${stream} ${Buffer.from(bytes).toString()}`);
			},
		},
		clock,
	);
	assert.equal(report.wereTold, false);
	report.tell("downloading x");
	report.tell("downloading x: 1.0 MiB");
	await clock.wind(5000);
	report.tell("downloading x: 2.0 MiB");
	assert.equal(report.wereTold, true);
	assert.deepEqual(lines, [
		"stderr downloading x …\n",
		"stderr downloading x: 2.0 MiB …\n",
	]);
});
