import assert from "node:assert/strict";
import { test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import { renewBusCertificate } from "./renew-bus-certificate.ts";

const dayMs = 86_400_000;

test("a server that runs for a year reads each new certificate, and goes on after a day that failed", async () => {
	const clock = createHandClock();
	const said: string[] = [];
	const answers = [
		async () => ({ isCertificateRenewed: false }),
		async () => {
			throw new Error("the disk is full");
		},
		async () => ({ isCertificateRenewed: true }),
	];
	let looked = 0;
	let reloads = 0;
	const stop = renewBusCertificate({
		prepare: () => {
			const answer = answers[looked];
			looked += 1;
			assert.ok(answer);
			return answer();
		},
		reload: () => {
			reloads += 1;
		},
		say: (line) => said.push(line),
		clock,
	});
	await clock.wind(dayMs - 1);
	assert.equal(looked, 0);
	await clock.wind(1);
	await clock.wind(dayMs);
	assert.deepEqual([looked, reloads], [2, 0]);
	assert.match(said.join(), /could not be renewed: the disk is full/);
	await clock.wind(dayMs);
	assert.deepEqual([looked, reloads], [3, 1]);
	stop();
	await clock.wind(dayMs * 2);
	assert.equal(looked, 3);
});
