import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { command, startWholeAgent } from "./whole-agent.fixture.ts";

test("a traced run leaves the spans of its steps, kubectl's among them; the agent's credential is in none", async (t) => {
	const file = join(tempDir(t), "trace.jsonl");
	const { controlPlane, agent } = await startWholeAgent(t, {
		args: ["--trace-file", file],
	});
	const [traceId, orderSpan] = ["a".repeat(32), "b".repeat(16)];
	const words = ["kubectl", "get", "pods", "-n", "shop"];
	const { end } = await command(controlPlane, words, {
		traceparent: `00-${traceId}-${orderSpan}-01`,
	});
	assert.equal(end.outcome, "succeeded");
	await agent.stop();
	const text = readFileSync(file, "utf8");
	const spans = text
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	const find = (wanted: string) =>
		spans.find(({ name }) => name === wanted) ?? assert.fail(wanted);
	assert.ok(spans.every((span) => span.trace === traceId));
	const run = find("run");
	assert.equal(run.parent, orderSpan);
	for (const name of ["identity", "slot", "plugin", "send"])
		assert.equal(find(name).parent, run.span, name);
	const plugin = find("plugin");
	for (const name of ["spawn", "program"]) {
		const { parent, start, ms } = find(name);
		assert.equal(parent, plugin.span, name);
		assert.ok(start >= plugin.start, name);
		assert.ok(start + ms <= plugin.start + plugin.ms, name);
	}
	assert.doesNotMatch(text, /agent-token|ada@|shop/);
});
