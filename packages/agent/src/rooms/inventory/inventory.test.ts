import assert from "node:assert/strict";
import { test } from "node:test";
import {
	createJobRunner,
	createMetrics,
	silentLog,
} from "@quarterdeck/runtime";
import { createHandClock } from "@quarterdeck/testkit";
import type { ReadCluster } from "./cluster-reader.ts";
import { createInventory } from "./inventory.ts";

function inventory(read: ReadCluster) {
	let changes = 0;
	const one = createInventory({ read, log: silentLog });
	one.onChange(() => {
		changes += 1;
	});
	return { inventory: one, changes: () => changes };
}

test("what is wrong with the API server is said in words, whatever it answers", async () => {
	const answers: [() => ReturnType<ReadCluster>, RegExp][] = [
		[() => Promise.reject(new Error("connect ECONNREFUSED")), /ECONNREFUSED/],
		[async () => ({ status: 401, body: "" }), /refuses the agent's credential/],
		[async () => ({ status: 500, body: "" }), /answers 500/],
		[
			async () => ({ status: 200, body: "<html>" }),
			/not that of a Kubernetes API server/,
		],
		[
			async () => ({ status: 200, body: "{}" }),
			/not that of a Kubernetes API server/,
		],
		[() => Promise.reject(new Error("x".repeat(5000))), /^x{512}$/],
	];
	for (const [read, problem] of answers) {
		const { inventory: one } = inventory(read);
		await one.look();
		assert.equal(one.kubernetes().reachable, false);
		assert.match(one.kubernetes().problem ?? "", problem);
		assert.equal(one.clusterUid(), undefined);
	}
});

test("it looks often while something is wrong, seldom when all is well, and tells of changes only", async () => {
	let up = false;
	let looks = 0;
	const clock = createHandClock();
	const { inventory: one, changes } = inventory(async (path) => {
		if (path !== "/version")
			return { status: 200, body: '{"metadata":{"uid":"u-1"}}' };
		looks += 1;
		return up
			? { status: 200, body: '{"gitVersion":"v1.32.0"}' }
			: { status: 503, body: "" };
	});
	const runner = createJobRunner({
		clock,
		log: silentLog,
		metrics: createMetrics({ processMetrics: false }),
		random: () => 0.5,
	});
	runner.start(one.job);
	await clock.wind(9000);
	assert.equal(looks, 4);
	assert.equal(changes(), 1);
	up = true;
	await clock.wind(3000);
	assert.deepEqual(one.kubernetes(), { reachable: true, version: "v1.32.0" });
	assert.equal(one.clusterUid(), "u-1");
	await clock.wind(60_000);
	assert.equal(looks, 7);
	assert.equal(changes(), 2);
	assert.equal(runner.list()[0]?.failures, 0);
});
