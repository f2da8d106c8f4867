import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
	configure,
	enrol,
	fetchConfiguration,
	type RunOrder,
	renew,
	rotate,
	run,
} from "@quarterdeck/contract";
import { tempDir, until } from "@quarterdeck/testkit";
import { idleKubeconfig, startAgentProcess } from "./agent-process.fixture.ts";
import {
	configurationOf,
	newId,
	startFakeControlPlane,
} from "./control-plane.fake.ts";
import { command, startWholeAgent } from "./whole-agent.fixture.ts";

const within = () => ({
	correlation: newId("run").replace("_", "-"),
	deadlineAt: new Date(Date.now() + 10_000),
});

describe("whoever owns the bus, but not the order key", () => {
	test("cannot make an agent run, change its configuration or its key, nor answer in the control plane's place", async (t) => {
		const { controlPlane, agent } = await startWholeAgent(t);
		const impostor = await controlPlane.impostor();
		const to = controlPlane.address();
		const weak = configurationOf([], {
			version: 99,
			settings: { credentials: "direct", sandbox: "none" },
		});
		const order: RunOrder = {
			commandId: newId("command"),
			runId: newId("run"),
			bindings: ["all"],
			plugin: "kubectl",
			words: ["kubectl", "get", "pods"],
			actor: {
				personId: newId("person"),
				email: "ada@example.org",
				displayName: "Ada",
				groups: ["readers"],
			},
			conversation: { platform: "console", channel: "ops" },
			configurationVersion: 1,
		};
		const unproven = { code: "ORDER_UNPROVEN" };
		await assert.rejects(impostor.order(to, run, order, within()), unproven);
		await assert.rejects(
			impostor.order(to, configure, weak, within()),
			unproven,
		);
		await assert.rejects(impostor.order(to, rotate, {}, within()), unproven);

		// It also takes every second question from now on.
		let asked = 0;
		impostor.answer(fetchConfiguration, async () => {
			asked += 1;
			return { configuration: weak };
		});
		impostor.answer(renew, async () => {
			throw new Error("not to be believed");
		});
		await impostor.flush();
		controlPlane.configuration = { ...controlPlane.configuration, version: 2 };
		// The agent has to fetch what this order is for, from whoever answers, until the one it believes does.
		for (let i = 0; i < 20 && asked === 0; i++) {
			const version = controlPlane.configuration.version + 1;
			controlPlane.configuration = { ...controlPlane.configuration, version };
			const { end } = await command(controlPlane, ["kubectl", "get", "ns"]);
			assert.notEqual(end.outcome, "refused");
		}
		assert.ok(asked > 0);
		await until(() =>
			controlPlane.heartbeats.some(
				({ configurationVersion }) =>
					configurationVersion === controlPlane.configuration.version,
			),
		);
		assert.ok(
			controlPlane.heartbeats.every(
				({ configurationVersion }) => configurationVersion < 99,
			),
		);
		assert.ok(agent.lines.some((line) => line.includes("a reply was refused")));
		const [{ instance } = {}] = controlPlane.heartbeats;
		assert.match(instance?.id ?? "", /^[\w-]{12}$/);
	});

	test("cannot take in an agent that joins", async (t) => {
		const controlPlane = await startFakeControlPlane(t);
		const token = controlPlane.joinToken();
		await controlPlane.bus.close();
		const impostor = await controlPlane.impostor();
		let asked = 0;
		impostor.answer(enrol, async () => {
			asked += 1;
			throw new Error("not to be believed");
		});
		await impostor.flush();
		const dir = tempDir(t);
		const kubeconfig = idleKubeconfig(dir);
		const agent = startAgentProcess(
			t,
			["--state-dir", join(dir, "state"), "--kubeconfig", kubeconfig],
			{ QD_JOIN_TOKEN: token },
		);
		await assert.rejects(agent.ready, /The reply to enrol was not used/);
		assert.ok(asked > 0);
	});
});
