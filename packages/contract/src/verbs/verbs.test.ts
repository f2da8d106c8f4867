import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { runEndSchema } from "../run.ts";
import { agentVerbs, heartbeat, run } from "./agent-verbs.ts";

test("no two verbs of a kind share a name, and each name is one subject token", () => {
	const names = agentVerbs.map((verb) => `${verb.kind} ${verb.name}`);
	assert.equal(new Set(names).size, names.length);
	for (const { name } of agentVerbs) assert.match(name, /^[a-z]+$/);
});

test("an order with an id of another kind, too many words or a deadline that is no instant is refused", () => {
	const order = {
		commandId: "cmd_00000000000000000000000000",
		runId: "run_00000000000000000000000000",
		bindings: ["kubectl"],
		plugin: "kubectl",
		words: ["kubectl", "get", "pods"],
		actor: {
			personId: "per_00000000000000000000000000",
			email: "a@b.c",
			displayName: "A",
			groups: [],
		},
		conversation: { platform: "console", channel: "ops" },
		configurationVersion: 1,
	};
	assert.ok(run.request.safeParse(order).success);
	for (const wrong of [
		{ runId: order.commandId },
		{ words: [] },
		{ words: Array.from({ length: 1001 }, () => "x") },
		{ configurationVersion: -1 },
		{ bindings: "kubectl" },
	]) {
		assert.equal(
			run.request.safeParse({ ...order, ...wrong }).success,
			false,
			JSON.stringify(wrong).slice(0, 60),
		);
	}
});

const beat = {
	at: "2026-11-22T10:00:00.000Z",
	agentVersion: "9.0.0",
	protocol: 2,
	configurationVersion: 0,
	running: 0,
	kubernetes: { reachable: true },
	plugins: [],
};

test("a heartbeat of a newer agent is still heard", () => {
	assert.ok(heartbeat.body.safeParse({ ...beat, mood: "good" }).success);
});

test("a number that is stored and shown in 32 bits is refused above them: one agent must not stop the saving of all heartbeats", () => {
	const most = 2_147_483_647;
	const plugin = { key: "a/b@v1", state: "running" };
	const end = {
		outcome: "failed",
		durationMs: 1,
		outputBytes: 0,
		sentBytes: 0,
		digest: "0".repeat(64),
	};
	const gate = { total: 0, refused: 0, bytes: 0, requests: [] };
	const cases: [(count: number) => unknown, z.ZodType][] = [
		...["protocol", "configurationVersion", "running"].map(
			(name): (typeof cases)[number] => [
				(count) => ({ ...beat, [name]: count }),
				heartbeat.body,
			],
		),
		[
			(latencyMs) => ({ ...beat, kubernetes: { reachable: true, latencyMs } }),
			heartbeat.body,
		],
		[
			(restarts) => ({ ...beat, plugins: [{ ...plugin, restarts }] }),
			heartbeat.body,
		],
		[(exitCode) => ({ ...end, exitCode }), runEndSchema],
		[(durationMs) => ({ ...end, durationMs }), runEndSchema],
		[(total) => ({ ...end, gate: { ...gate, total } }), runEndSchema],
		[(refused) => ({ ...end, gate: { ...gate, refused } }), runEndSchema],
	];
	for (const [valueWith, schema] of cases) {
		const [fits, tooLarge] = [valueWith(most), valueWith(most + 1)];
		assert.ok(schema.safeParse(fits).success, JSON.stringify(fits));
		assert.equal(schema.safeParse(tooLarge).success, false);
	}
});
