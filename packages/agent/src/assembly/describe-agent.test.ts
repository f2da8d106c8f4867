import assert from "node:assert/strict";
import { test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import { defaultCeiling } from "../rooms/gate/index.ts";
import { describeAgent } from "./describe-agent.ts";

test("a heartbeat says whether the agent's own connection proves the bus, and nothing while there is none", () => {
	const clock = createHandClock();
	const described = (
		state: Parameters<typeof describeAgent>[0]["link"]["state"],
	) =>
		describeAgent({
			agentVersion: "1",
			instance: {
				id: "instance-one",
				startedAt: clock.now().toISOString(),
				host: "h",
			},
			ceiling: defaultCeiling,
			configuration: { current: () => undefined },
			gate: { recentRefusals: () => [] },
			inventory: { kubernetes: () => ({ reachable: true }) },
			plugins: [{ states: () => [] }],
			tellable: (text) => text,
			runner: { running: () => 0 },
			link: { state },
			clock,
		}).busInsecure;
	const connected = { state: "connected", server: "s", version: "2" } as const;
	assert.equal(described({ ...connected, isProven: false }), true);
	assert.equal(described({ ...connected, isProven: true }), false);
	assert.equal(described({ state: "connecting" }), undefined);
});

test("a heartbeat tells no plugin's own words before they were made tellable, and cuts them only then", () => {
	const clock = createHandClock();
	const said = `${"x".repeat(500)}secret-that-is-long`;
	const { plugins } = describeAgent({
		agentVersion: "1",
		instance: {
			id: "instance-one",
			startedAt: clock.now().toISOString(),
			host: "h",
		},
		ceiling: defaultCeiling,
		configuration: { current: () => undefined },
		gate: { recentRefusals: () => [] },
		inventory: { kubernetes: () => ({ reachable: true }) },
		plugins: [
			{
				states: () => [
					{
						key: "a/b",
						state: "failed",
						restarts: 0,
						problem: said,
						lastError: said,
						version: "secret-that-is-long",
						groups: [
							{
								name: "g",
								state: "failed",
								events: 0,
								refused: 0,
								problem: said,
							},
						],
					},
				],
			},
		],
		tellable: (text) => text.replaceAll("secret-that-is-long", "*"),
		runner: { running: () => 0 },
		link: { state: { state: "connecting" } },
		clock,
	});
	assert.ok(!JSON.stringify(plugins).includes("secret"));
	assert.equal(plugins[0]?.problem, `${"x".repeat(500)}*`);
});
