import assert from "node:assert/strict";
import { test } from "node:test";
import { createHealth } from "./health.ts";
import { createMetrics } from "./metrics.ts";
import { startOperationsServer } from "./operations-server.ts";

test("a part that hangs, throws or is sick makes the whole not ready, and the process stays alive", async (t) => {
	const health = createHealth({ deadlineMs: 20 });
	const metrics = createMetrics({ processMetrics: false });
	metrics
		.counter("things", "Things that happened", ["kind"])
		.inc({ kind: "good" });
	const server = await startOperationsServer({
		host: "127.0.0.1",
		port: 0,
		health,
		metrics,
		jobs: {
			list: () => [
				{
					name: "sweep",
					description: "Sweeps.",
					isRunning: false,
					runs: 1,
					failures: 1,
					lastError: "no database",
				},
			],
		},
	});
	t.after(() => server.stop());
	const ask = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);

	assert.equal((await ask("/readyz")).status, 200);
	health.part("hangs", () => new Promise(() => {}));
	health.part("throws", () => {
		throw new Error("no route");
	});
	health.part("sick", () => ({ ok: false, problem: "disk full" }));
	health.part("well", () => ({ ok: true }));
	const ready = await ask("/readyz");
	assert.equal(ready.status, 503);
	assert.deepEqual(await ready.json(), {
		ok: false,
		parts: {
			hangs: { ok: false, problem: "no answer in 20 ms" },
			throws: { ok: false, problem: "no route" },
			sick: { ok: false, problem: "disk full" },
			well: { ok: true },
		},
	});
	assert.equal((await ask("/healthz")).status, 200);
	assert.match(
		await (await ask("/metrics")).text(),
		/quarterdeck_things\{kind="good"\} 1/,
	);
	const [job] = await (await ask("/jobs")).json();
	assert.equal(job.lastError, "no database");
	assert.equal((await ask("/secrets")).status, 404);
});
