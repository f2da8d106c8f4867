import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { silentLog, systemClock, traceToFile } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { insertCaller, stageCommands } from "./commands.fixture.ts";

const store = useTestStore();

async function hearOne(heardAtMs?: number) {
	const staged = stageCommands(store);
	const ana = await insertCaller(store, "ana@example.com");
	await staged.join(ana, "eu", async ({ accept, say, end }) => {
		accept();
		await say("eu pods\n");
		return end();
	});
	const record = await staged.commands.run({
		caller: ana,
		platform: "console",
		channel: "ops",
		text: "kubectl get pods --token hunter2 --cluster eu",
		options: {},
		heardAtMs,
	});
	await Array.fromAsync(await staged.commands.follow(ana, record.id, 0));
	await staged.commands.stop();
	return { record, orders: staged.agentRuns.orders };
}

test("a traced command leaves a span for each step, which its order carries on; no word or name is in them", async () => {
	const file = join(tempDir(), "trace.jsonl");
	const parts = { process: "test", clock: systemClock, log: silentLog };
	const stop = traceToFile(file, parts);
	const { record, orders } = await hearOne(systemClock.now().getTime());
	await stop();
	const text = readFileSync(file, "utf8");
	const spans = text
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	const root = spans.find(({ name }) => name === "command");
	const order = spans.find(({ name }) => name === "order");
	assert.deepEqual(
		spans.map(({ name }) => name),
		["api", "decide", "record", "order", "collect", "close", "command"],
	);
	assert.ok(spans.every((span) => span.trace === root.trace));
	assert.ok(spans.every((span) => span === root || span.parent === root.span));
	assert.equal(order.attributes.commandId, record.id);
	assert.equal(orders[0]?.traceparent, `00-${root.trace}-${order.span}-01`);
	assert.doesNotMatch(text, /hunter2|kubectl|ana@|eu pods/);
});

test("a command that is not traced carries no trace", async () => {
	const { orders } = await hearOne(1);
	assert.equal(orders.length, 1);
	assert.equal(orders[0] && "traceparent" in orders[0], false);
});
