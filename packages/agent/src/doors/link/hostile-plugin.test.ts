import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { tempDir, until } from "@quarterdeck/testkit";
import { commandLines } from "./agent-process.fixture.ts";
import { configurationOf } from "./control-plane.fake.ts";
import {
	command,
	configureAgent,
	hostilePluginDir,
	kubectlConfiguration,
	refusedWith,
	shareAgent,
	startWholeAgent,
} from "./whole-agent.fixture.ts";

const hostileEntry = {
	key: "tests/hostile",
	enabled: true,
	rbac: { user: { type: "Email" }, group: { type: "UserGroupName" } },
};

describe("a hostile plugin in a whole agent", () => {
	const whole = shareAgent((t) =>
		startWholeAgent(t, {
			args: [
				...["--plugin-dir", hostilePluginDir(tempDir(t)), "--stop-grace", "2"],
				...["--plugin-memory-bytes", String(256 * 1_048_576)],
			],
			// As a supervisor that leaves a file of its own open for whatever it starts.
			wrapper: ["bash", "-c", 'exec 40</etc/hostname; exec "$@"', "bash"],
			configuration: configurationOf(
				[hostileEntry, kubectlConfiguration().executors[0]?.plugins[0]],
				{ settings: { maxOutputBytes: 1_048_576, concurrentCommands: 2 } },
			),
		}),
	);

	test("gets nothing of the agent, and what it tries at the gate is on record", async () => {
		const { controlPlane, agent, stateDir, kubeconfig, kubernetes } = whole();
		const say = (...words: string[]) =>
			command(controlPlane, ["hostile", ...words]);

		assert.doesNotMatch(
			(await say("descriptors")).stdout,
			/etc\/hostname/,
			"a descriptor of whoever started the agent",
		);
		const environment = await say("environments");
		assert.ok(!environment.stdout.includes("the-agents-secret"));
		assert.ok(
			!JSON.stringify(await say("own-environment")).includes(
				"the-agents-secret",
			),
		);
		const files = await say(
			"read",
			join(stateDir, "agent.json"),
			kubeconfig,
			`/proc/${agent.child.pid}/environ`,
		);
		assert.equal(
			files.stdout,
			Array(3)
				.fill(0)
				.map(() => files.stdout.split("\n")[0])
				.join("\n"),
		);
		assert.match(files.stdout, /^refused/);

		const pretence = await say(
			"request",
			"/api/v1/namespaces/shop/secrets",
			"Impersonate-User=system:admin",
			"Impersonate-Group=system:masters",
		);
		assert.match(
			pretence.stdout,
			/^403 .*ada@example\.org.* cannot list resource/,
		);
		assert.match(
			pretence.end.gate?.requests[0]?.note ?? "",
			/impersonation headers dropped/,
		);
		assert.equal(pretence.end.gate?.requests[0]?.status, 403);
		assert.ok(kubernetes);

		const before = kubernetes.requests;
		assert.ok(before);
		const after = await say("go-on", "/api/v1/namespaces/shop/pods");
		assert.match(after.stdout, /^401/);
		await until(() =>
			controlPlane.heartbeats.some((beat) =>
				beat.gateRefusals?.some(
					(refusal) =>
						refusal.path === "/api/v1/namespaces/shop/pods" &&
						refusal.requests === 1,
				),
			),
		);
	});

	test("a plugin that lingers after its run is refused each time, and told of in heartbeats", async () => {
		const { controlPlane } = whole();
		const { end, stdout } = await command(controlPlane, [
			"hostile",
			"linger",
			"/api/v1/namespaces/shop/pods",
		]);
		assert.equal(stdout, "lingering");
		const seen = end.gate?.total ?? 0;
		await until(() =>
			controlPlane.heartbeats.some((beat) =>
				beat.gateRefusals?.some(({ requests }) => requests > 2),
			),
		);
		assert.ok(seen < 5);
	});

	test("60 MB of output: the cap is kept and sent, the rest is counted, the plugin is not held up", async () => {
		const { controlPlane } = whole();
		const { end, stdout, parts } = await command(
			controlPlane,
			["hostile", "flood", "60000000"],
			{ deadlineInMs: 60_000 },
		);
		assert.equal(end.outcome, "succeeded", JSON.stringify(end));
		assert.equal(end.outputBytes, 60_000_000);
		assert.equal(end.sentBytes, 1_048_576);
		assert.equal(stdout.length, 1_048_576);
		assert.equal(end.digest, createHash("sha256").update(stdout).digest("hex"));
		assert.ok(parts <= 20, `${parts} parts`);
		const less = await command(controlPlane, ["hostile", "flood", "20000"], {
			maxOutputBytes: 1000,
		});
		assert.equal(less.end.sentBytes, 1000);
		assert.equal(less.end.outputBytes, 20_000);
		const more = await command(controlPlane, ["hostile", "flood", "2000000"], {
			maxOutputBytes: 1_073_741_824,
		});
		assert.equal(more.end.sentBytes, 1_048_576);
	});

	test("a run that ignores everything is stopped at its deadline, and so is all it started", async () => {
		const { controlPlane } = whole();
		const mark = `stubborn-${process.pid}-e2e`;
		const { end } = await command(controlPlane, ["hostile", "stubborn", mark], {
			deadlineInMs: 3000,
		});
		assert.equal(end.outcome, "timed-out");
		assert.equal(end.error?.code, "RUN_TIMEOUT");
		await until(() => !commandLines().includes(mark));
		const next = await command(controlPlane, ["hostile", "rights"]);
		assert.equal(next.end.outcome, "succeeded");
	});

	test("a cancelled run ends at once and says so", async () => {
		const { controlPlane } = whole();
		const cancel = new AbortController();
		const said = command(
			controlPlane,
			["hostile", "stubborn", `cancel-${process.pid}`],
			{ signal: cancel.signal },
		);
		await until(() => commandLines().includes(`cancel-${process.pid}`));
		cancel.abort(new Error("not wanted"));
		assert.equal((await said).end.outcome, "cancelled");
		await until(() => !commandLines().includes(`cancel-${process.pid}`));
		await until(() => controlPlane.heartbeats.at(-1)?.running === 0);
	});

	test("a plugin that dies fails the run, not the agent", async () => {
		const { controlPlane } = whole();
		const { end } = await command(controlPlane, ["hostile", "crash"]);
		assert.equal(end.outcome, "failed");
		assert.equal(end.error?.code, "PLUGIN_FAILED");
		assert.equal(
			(await command(controlPlane, ["kubectl", "get", "pods", "-n", "shop"]))
				.end.outcome,
			"succeeded",
		);
		await until(() =>
			controlPlane.heartbeats.some((beat) =>
				beat.plugins.some(
					({ key, restarts }) => key === "tests/hostile" && restarts === 1,
				),
			),
		);
	});

	test("a plugin that leaks is ended at its limit, and the person, and heartbeats, say so", async () => {
		const { controlPlane } = whole();
		const { end } = await command(controlPlane, ["hostile", "leak", "1024"]);
		assert.equal(end.outcome, "failed");
		assert.equal(end.error?.code, "PLUGIN_FAILED");
		assert.equal(
			end.error?.facts.reason,
			"The plugin used more than 256 MiB of memory and was ended",
		);
		await until(() =>
			controlPlane.heartbeats.at(-1)?.plugins.some(
				({ key, problem, restarts, memoryBytes }) =>
					key === "tests/hostile" &&
					restarts === 2 &&
					/used more than 256 MiB/.test(problem ?? "") &&
					// The one that was started in its place.
					memoryBytes !== undefined,
			),
		);
		const next = await command(controlPlane, ["hostile", "rights"]);
		assert.equal(next.end.outcome, "succeeded");
	});

	test("a busy agent says when to come back, and runs what it was given", async () => {
		const { controlPlane } = whole();
		const cancel = new AbortController();
		const running = [1, 2].map((n) =>
			command(
				controlPlane,
				["hostile", "stubborn", `busy-${process.pid}-${n}`],
				{
					signal: cancel.signal,
				},
			),
		);
		await until(() => controlPlane.heartbeats.at(-1)?.running === 2);
		const third = command(controlPlane, ["hostile", "rights"]);
		await assert.rejects(
			third,
			(error) =>
				error instanceof AppError &&
				error.code === "AGENT_BUSY" &&
				Number(error.facts.seconds) >= 1,
		);
		const told: number[] = [];
		const fourth = command(controlPlane, ["hostile", "rights"], {
			mayWait: true,
			onWaiting: (before) => told.push(before),
		});
		await until(() => told.length > 0);
		assert.deepEqual(told, [0]);
		cancel.abort(new Error("enough"));
		assert.equal((await fourth).end.outcome, "succeeded");
		for (const one of running)
			assert.equal((await one).end.outcome, "cancelled");
		await until(() => controlPlane.heartbeats.at(-1)?.running === 0);
		assert.equal(
			(await command(controlPlane, ["hostile", "rights"])).end.outcome,
			"succeeded",
		);
	});

	test("a change is in use at once, without a restart and without harm to what runs", async () => {
		const { controlPlane } = whole();
		const before = controlPlane.configuration;
		let heard = 0;
		const watching = command(controlPlane, ["hostile", "flood", "20000000"], {
			onText: () => {
				heard += 1;
			},
		});
		await until(() => heard > 0);
		controlPlane.configuration = {
			...controlPlane.configuration,
			version: 2,
			executors: [{ name: "all", plugins: [] }],
		};
		const reply = await configureAgent(controlPlane, 2);
		assert.deepEqual(reply, { version: 2, changed: true });
		assert.equal((await watching).end.outcome, "succeeded");
		assert.equal(
			await refusedWith(command(controlPlane, ["hostile", "rights"])),
			"PLUGIN_UNKNOWN",
		);
		controlPlane.configuration = { ...before, version: 3 };
		assert.equal(
			(await command(controlPlane, ["hostile", "rights"])).end.outcome,
			"succeeded",
		);
	});

	test("killed with its plugins at work, the agent leaves none of them behind", async () => {
		const { controlPlane, agent } = whole();
		const mark = `orphan-${process.pid}`;
		command(controlPlane, ["hostile", "stubborn", mark], {
			deadlineInMs: 5000,
		}).catch(() => {});
		await until(() => commandLines().includes(mark));
		await agent.stop("SIGKILL");
		await until(() => !commandLines().includes(mark));
	});

	test("asked to stop, it says so, takes nothing new, lets runs finish for a while and then stops them", async () => {
		const { controlPlane, start } = whole();
		const agent = start();
		await agent.ready;
		const mark = `stopping-${process.pid}`;
		const stubborn = command(controlPlane, ["hostile", "stubborn", mark]);
		await until(() => commandLines().includes(mark));
		const ended = agent.stop();
		await until(() => controlPlane.heartbeats.at(-1)?.leaving === true);
		assert.equal(
			await refusedWith(command(controlPlane, ["hostile", "rights"])),
			"AGENT_STOPPING",
		);
		const { end } = await stubborn;
		assert.equal(end.outcome, "cancelled");
		assert.equal(end.error?.code, "AGENT_STOPPING");
		assert.equal(await ended, 0);
		assert.ok(!commandLines().includes(mark));
	});
});
