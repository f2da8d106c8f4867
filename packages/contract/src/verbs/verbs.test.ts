import assert from "node:assert/strict";
import { test } from "node:test";
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

test("a heartbeat of a newer agent is still heard", () => {
	const beat = {
		at: "2026-11-22T10:00:00.000Z",
		agentVersion: "9.0.0",
		protocol: 2,
		configurationVersion: 0,
		running: 0,
		kubernetes: { reachable: true },
		plugins: [],
		mood: "good",
	};
	assert.ok(heartbeat.body.safeParse(beat).success);
});
