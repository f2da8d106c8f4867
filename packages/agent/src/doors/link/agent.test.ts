import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
	existsSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { AppError, configure } from "@quarterdeck/contract";
import { type JobReport, systemClock } from "@quarterdeck/runtime";
import { tempDir, testKubectl, until } from "@quarterdeck/testkit";
import { withRevocation } from "@quarterdeck/wire";
import { clockSkew, startAgentProcess } from "./agent-process.fixture.ts";
import {
	configurationOf,
	type FakeControlPlane,
	newId,
	startFakeControlPlane,
} from "./control-plane.fake.ts";
import {
	command,
	hostilePluginDir,
	kubectlConfiguration,
	startWholeAgent,
} from "./whole-agent.fixture.ts";

type Ending = Parameters<typeof startWholeAgent>[0];

const hostileEntry = {
	key: "tests/hostile",
	enabled: true,
	rbac: { user: { type: "Email" }, group: { type: "UserGroupName" } },
};

async function withHostilePlugin(
	t: Ending,
	settings: Record<string, unknown> = {},
	args: readonly string[] = [],
) {
	const pluginDir = hostilePluginDir(tempDir(t));
	return startWholeAgent(t, {
		args: ["--plugin-dir", pluginDir, ...args],
		configuration: configurationOf(
			[hostileEntry, kubectlConfiguration().executors[0]?.plugins[0]],
			{ settings },
		),
	});
}

async function refusedWith(act: Promise<unknown>): Promise<string> {
	try {
		await act;
		return "not refused";
	} catch (error) {
		return error instanceof AppError ? error.code : String(error);
	}
}

/** One agent for all tests of a suite: each start costs seconds. */
function shared<T>(start: (t: Ending) => Promise<T>): () => T {
	const endings: (() => void | Promise<void>)[] = [];
	let whole: T | undefined;
	before(async () => {
		whole = await start({ after: (act) => void endings.push(act) });
	});
	after(async () => {
		for (const act of endings.reverse()) await act();
	});
	return () => {
		assert.ok(whole);
		return whole;
	};
}

describe("a hostile plugin in a whole agent", () => {
	const whole = shared((t) =>
		withHostilePlugin(t, {
			maxOutputBytes: 1_048_576,
			concurrentCommands: 2,
		}),
	);

	test("gets nothing of the agent, and what it tries at the gate is on record", async () => {
		const { controlPlane, agent, stateDir, kubeconfig, kubernetes } = whole();
		const say = (...words: string[]) =>
			command(controlPlane, ["hostile", ...words]);

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
		await until(
			() =>
				controlPlane.heartbeats.some((beat) =>
					beat.gateRefusals?.some(({ requests }) => requests > 2),
				),
			{ withinMs: 15_000 },
		);
		assert.ok(seen < 5);
	});

	test("200 MB of output: the cap is kept and sent, the rest is counted, the plugin is not held up", async () => {
		const { controlPlane } = whole();
		const { end, stdout, parts } = await command(
			controlPlane,
			["hostile", "flood", "200000000"],
			{ deadlineInMs: 60_000 },
		);
		assert.equal(end.outcome, "succeeded", JSON.stringify(end));
		assert.equal(end.outputBytes, 200_000_000);
		assert.equal(end.sentBytes, 1_048_576);
		assert.equal(stdout.length, 1_048_576);
		assert.equal(end.digest, createHash("sha256").update(stdout).digest("hex"));
		assert.ok(parts <= 20, `${parts} parts`);
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
		cancel.abort(new Error("enough"));
		for (const one of running)
			assert.equal((await one).end.outcome, "cancelled");
		await until(() => controlPlane.heartbeats.at(-1)?.running === 0);
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
});

describe("orders that are not run", () => {
	test("late, unbound, not mapped, above the ceiling: each with its reason", async (t) => {
		const dir = tempDir(t);
		const ceilingFile = join(dir, "ceiling.yaml");
		writeFileSync(
			ceilingFile,
			"users: ['*@example.org']\ngroups: ['readers']\n",
		);
		const { controlPlane } = await startWholeAgent(t, {
			args: ["--ceiling", ceilingFile],
		});
		const get = ["kubectl", "get", "pods", "-n", "shop"];
		const person = {
			personId: newId("person"),
			email: "ada@example.org",
			displayName: "Ada",
			groups: ["readers"],
		};
		const codes = {
			late: await refusedWith(
				command(controlPlane, get, { deadlineInMs: -1000 }),
			),
			unbound: await refusedWith(
				command(controlPlane, get, { bindings: ["other"] }),
			),
			unknown: await refusedWith(command(controlPlane, ["helm", "list"])),
			system: await refusedWith(
				command(controlPlane, get, {
					actor: { ...person, groups: ["system:masters"] },
				}),
			),
			noGroup: await refusedWith(
				command(controlPlane, get, { actor: { ...person, email: "" } }),
			),
			ceiling: await refusedWith(
				command(controlPlane, get, {
					actor: { ...person, groups: ["admins"] },
				}),
			),
			future: await refusedWith(
				command(controlPlane, get, { configurationVersion: 99 }),
			),
		};
		assert.deepEqual(codes, {
			late: "AGENT_LATE",
			unbound: "PLUGIN_UNKNOWN",
			unknown: "PLUGIN_UNKNOWN",
			system: "IDENTITY_REFUSED",
			noGroup: "IDENTITY_UNMAPPED",
			ceiling: "IDENTITY_REFUSED",
			future: "CONFIGURATION_NOT_FOUND",
		});
		assert.equal((await command(controlPlane, get)).end.outcome, "succeeded");
	});
});

describe("an agent whose clock is wrong", () => {
	for (const minutes of [10, -10]) {
		test(`by ${minutes} minutes runs commands, refuses late ones, and keeps its credential`, async (t) => {
			const { controlPlane, agent } = await startWholeAgent(t, {
				env: clockSkew(minutes * 60_000),
				lifetimeMs: 300_000,
			});
			const get = ["kubectl", "get", "pods", "-n", "shop"];
			const answer = await command(controlPlane, get);
			assert.match(answer.stdout, /cart-eu/);
			assert.equal(answer.end.outcome, "succeeded");
			assert.equal(
				await refusedWith(command(controlPlane, get, { deadlineInMs: -1000 })),
				"AGENT_LATE",
			);
			const beat = controlPlane.heartbeats.at(-1);
			const skewMinutes = (Date.parse(beat?.at ?? "") - Date.now()) / 60_000;
			assert.equal(Math.round(skewMinutes), minutes);
			// Half of its life is not over, by whichever clock the control plane said when it ends.
			assert.equal(controlPlane.renewals, 0);
			assert.ok(!agent.lines.some((line) => line.includes('"level":"error"')));
		});
	}
});

describe("commands that run", () => {
	const whole = shared((t) => startWholeAgent(t));

	test("the real kubectl runs with the person's rights, and the record says what it did", async () => {
		const { controlPlane } = whole();
		const { end, stdout } = await command(controlPlane, [
			"kubectl",
			"get",
			"pods",
			"-n",
			"shop",
		]);
		assert.match(stdout, /cart-eu\s+1\/1\s+Running/);
		assert.equal(end.outcome, "succeeded");
		assert.equal(end.exitCode, 0);
		assert.equal(end.digest, createHash("sha256").update(stdout).digest("hex"));
		assert.equal(end.gate?.user, "ada@example.org");
		assert.deepEqual(end.gate?.groups, ["readers"]);
		assert.ok(
			end.gate?.requests.some(
				({ path, status }) =>
					path.startsWith("/api/v1/namespaces/shop/pods") && status === 200,
			),
		);

		const secrets = await command(controlPlane, [
			"kubectl",
			"get",
			"secrets",
			"-n",
			"shop",
		]);
		assert.equal(secrets.end.outcome, "failed");
		assert.match(
			secrets.stdout + secrets.stderr,
			/User "ada@example\.org" cannot list resource "secrets"/,
		);

		const whoami = await command(controlPlane, ["kubectl", "auth", "whoami"]);
		assert.match(whoami.stdout, /ada@example\.org/);
		assert.match(whoami.stdout, /readers/);
	});

	test("a plugin's own refusal reaches the person word for word", async () => {
		const { controlPlane } = whole();
		const { end } = await command(controlPlane, [
			"kubectl",
			"get",
			"pods",
			"--as=root",
		]);
		assert.equal(end.outcome, "refused");
		assert.equal(end.error?.code, "PLUGIN_REFUSED");
		assert.match(
			String(end.error?.facts.reason),
			/The "(--)?as" flag is not supported/,
		);
		assert.equal(end.gate?.total, 0);
	});

	test("output streams while the command runs", async () => {
		const { controlPlane, kubernetes } = whole();
		const cancel = new AbortController();
		let heard = "";
		const watching = command(
			controlPlane,
			["kubectl", "get", "pods", "-n", "shop", "-w"],
			{
				signal: cancel.signal,
				onText: (text) => {
					heard += text;
				},
			},
		);
		watching.catch(() => {});
		await until(() => heard.includes("cart-eu"));
		const pod = kubernetes.objects.get("v1", "Pod", "cart-eu", "shop");
		assert.ok(pod);
		kubernetes.objects.apply({
			apiVersion: "v1",
			kind: "Pod",
			metadata: { name: "late-pod", namespace: "shop" },
			spec: { containers: [{ name: "a", image: "b:1" }] },
		});
		await until(() => heard.includes("late-pod"));
		cancel.abort(new Error("seen enough"));
		const { end } = await watching;
		assert.equal(end.outcome, "cancelled");
		assert.equal(end.error?.code, "COMMAND_CANCELLED");
	});

	test("rbac: {} asks the cluster as nobody, and no rbac lends nothing", async (t) => {
		const { controlPlane } = await startWholeAgent(t, {
			configuration: configurationOf([
				{ key: "botkube/kubectl", enabled: true, rbac: {} },
			]),
		});
		const { end } = await command(controlPlane, [
			"kubectl",
			"get",
			"pods",
			"-n",
			"shop",
		]);
		assert.equal(end.outcome, "failed");
		assert.equal(end.gate?.user, undefined);
		assert.ok((end.gate?.total ?? 0) > 0);
		const api = end.gate?.requests.filter(({ path }) =>
			path.startsWith("/api"),
		);
		assert.ok(api && api.length > 0);
		for (const { status } of api) assert.equal(status, 403);
		controlPlane.configuration = configurationOf(
			[{ key: "botkube/kubectl", enabled: true }],
			{ version: 2 },
		);
		const none = await command(controlPlane, ["kubectl", "get", "pods"]);
		assert.match(
			String(none.end.error?.facts.reason),
			/The kubeconfig data is missing/,
		);
	});

	test("credentials: direct hands out the agent's own token with as and as-groups", async (t) => {
		const { controlPlane } = await startWholeAgent(t, {
			configuration: configurationOf(
				kubectlConfiguration().executors[0]?.plugins ?? [],
				{ settings: { credentials: "direct" } },
			),
		});
		const whoami = await command(controlPlane, ["kubectl", "auth", "whoami"]);
		assert.match(whoami.stdout, /ada@example\.org/);
		assert.equal(whoami.end.gate, undefined);
	});
});

describe("configuration", () => {
	test("a newer version named by an order is fetched first; an older one is not taken back", async (t) => {
		const { controlPlane } = await startWholeAgent(t);
		controlPlane.configuration = {
			...kubectlConfiguration(),
			version: 2,
			executors: [
				{
					name: "new",
					plugins: kubectlConfiguration().executors[0]?.plugins ?? [],
				},
			],
		};
		const { end } = await command(
			controlPlane,
			["kubectl", "get", "pods", "-n", "shop"],
			{ bindings: ["new"] },
		);
		assert.equal(end.outcome, "succeeded");
		const reply = await configureAgent(controlPlane, 1);
		assert.deepEqual(reply, { version: 2, changed: false });
	});
	test("a change is in use at once, without a restart and without harm to what runs", async (t) => {
		const { controlPlane } = await withHostilePlugin(t);
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
	});
});

async function configureAgent(controlPlane: FakeControlPlane, version: number) {
	return controlPlane.bus.order(
		controlPlane.address(),
		configure,
		{ ...controlPlane.configuration, version },
		{
			correlation: `cfg-${version}-${process.hrtime.bigint()}`,
			deadlineAt: new Date(Date.now() + 10_000),
		},
	);
}

describe("joining and leaving", () => {
	test("a token that is none, is used or has ended stops the agent with the reason", async (t) => {
		const controlPlane = await startFakeControlPlane(t);
		const dir = tempDir(t);
		const kubeconfig = await idleKubeconfig(dir);
		const args = [
			"--state-dir",
			join(dir, "state"),
			"--kubeconfig",
			kubeconfig,
		];
		const lastWords = async (token: string | undefined) => {
			const agent = startAgentProcess(
				t,
				args,
				token ? { QD_JOIN_TOKEN: token } : {},
			);
			assert.equal(await agent.ended, 1);
			assert.ok(
				!agent.lines.join("\n").includes(token ?? "qdj_"),
				"the token is in the log",
			);
			return agent.lines.at(-1) ?? "";
		};
		assert.match(await lastWords(undefined), /no join token.*qd cluster add/);
		assert.match(await lastWords("garbage"), /join token is not valid/);
		assert.match(await lastWords("qdj_e30"), /join token is not valid/);
		controlPlane.refuseEnrolment = new AppError("JOIN_TOKEN_USED", {
			cluster: "eu",
		});
		assert.match(
			await lastWords(controlPlane.joinToken()),
			/was already used.*--again/,
		);
		controlPlane.refuseEnrolment = new AppError("JOIN_TOKEN_EXPIRED", {
			cluster: "eu",
			endedAt: "today",
		});
		assert.match(await lastWords(controlPlane.joinToken()), /expired at today/);
		assert.ok(!existsSync(join(dir, "state", "agent.json")));
	});

	test("the credential is kept in private, and the next start needs no token", async (t) => {
		const { controlPlane, agent, stateDir, start } = await startWholeAgent(t);
		const file = join(stateDir, "agent.json");
		assert.equal(statSync(file).mode & 0o777, 0o600);
		assert.equal(statSync(stateDir).mode & 0o777, 0o700);
		assert.deepEqual(readdirSync(stateDir), ["agent.json", "agent.pid"]);
		assert.equal(await agent.stop(), 0);
		assert.equal(controlPlane.heartbeats.at(-1)?.leaving, true);
		const again = start();
		await again.ready;
		const third = start();
		assert.equal(await third.ended, 1);
		assert.match(third.lines.at(-1) ?? "", /Another agent \(process \d+\)/);
		assert.equal(controlPlane.enrolments.length, 1);
		await until(
			() =>
				controlPlane.heartbeats.at(-1)?.leaving === undefined &&
				controlPlane.heartbeats.at(-1)?.configurationVersion === 1,
		);
		assert.equal(
			(await command(controlPlane, ["kubectl", "get", "pods", "-n", "shop"]))
				.end.outcome,
			"succeeded",
		);
	});

	test("a new token makes a joined agent join again; the same one does not", async (t) => {
		const { controlPlane, agent, start } = await startWholeAgent(t);
		await agent.stop();
		const token = controlPlane.joinToken();
		const second = start({ QD_JOIN_TOKEN: token });
		await second.ready;
		assert.equal(new Set(controlPlane.enrolments).size, 2);
		await second.stop();
		const third = start({ QD_JOIN_TOKEN: token });
		await third.ready;
		assert.equal(controlPlane.enrolments.length, 2);
	});

	test("asked to stop, it says so, takes nothing new, lets runs finish for a while and then stops them", async (t) => {
		const { controlPlane, agent } = await withHostilePlugin(t, {}, [
			"--stop-grace",
			"2",
		]);
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

	test("a credential that others can read is not used", async (t) => {
		const { agent, stateDir, start } = await startWholeAgent(t);
		await agent.stop();
		const { chmodSync } = await import("node:fs");
		chmodSync(join(stateDir, "agent.json"), 0o644);
		const again = start();
		assert.equal(await again.ended, 1);
		assert.match(again.lines.at(-1) ?? "", /can be read by others/);
	});

	test("a credential is renewed before it ends, and runs go on", async (t) => {
		const controlPlane = await startFakeControlPlane(t);
		controlPlane.lifetimeMs = 8000;
		const dir = tempDir(t);
		const kubeconfig = await idleKubeconfig(dir);
		const agent = startAgentProcess(
			t,
			["--state-dir", join(dir, "state"), "--kubeconfig", kubeconfig],
			{ QD_JOIN_TOKEN: controlPlane.joinToken() },
		);
		await agent.ready;
		const first = readFileSync(join(dir, "state", "agent.json"), "utf8");
		await until(() => controlPlane.renewals >= 2, { withinMs: 20_000 });
		assert.notEqual(
			readFileSync(join(dir, "state", "agent.json"), "utf8"),
			first,
		);
		await until(() => controlPlane.heartbeats.length > 2);
	});

	test("a revoked agent says what to do", async (t) => {
		const { controlPlane, agent, stateDir } = await startWholeAgent(t);
		const { seed } = JSON.parse(
			readFileSync(join(stateDir, "agent.json"), "utf8"),
		);
		const { publicKey } = await import("@quarterdeck/wire");
		await controlPlane.accountPublisher.publish({
			keys: controlPlane.organisation,
			name: "org",
			revocations: withRevocation({}, publicKey(seed), systemClock.now()),
		});
		await until(
			() =>
				agent.lines.some((line) =>
					/refuses this agent's credential.*--again/.test(line),
				),
			{ withinMs: 15_000 },
		);
	});

	test("health and metrics tell of bus, cluster, plugins and runs", async (t) => {
		const { controlPlane, ready } = await startWholeAgent(t);
		await command(controlPlane, ["kubectl", "get", "pods", "-n", "shop"]);
		const url = String(ready.operationsUrl);
		assert.equal((await fetch(`${url}/readyz`)).status, 200);
		const metrics = await (await fetch(`${url}/metrics`)).text();
		assert.match(
			metrics,
			/quarterdeck_run_seconds_count\{outcome="succeeded"\} 1/,
		);
		assert.match(
			metrics,
			/quarterdeck_gate_requests_total\{code="200"\} [1-9]/,
		);
		assert.match(metrics, /quarterdeck_plugin_restarts_total 0/);
		const jobs: JobReport[] = await (await fetch(`${url}/jobs`)).json();
		assert.deepEqual(
			jobs.map(({ name, lastError }) => [name, lastError]),
			[
				["fetch-configuration", undefined],
				["look-at-cluster", undefined],
				["renew-credential", undefined],
				["send-heartbeat", undefined],
			],
		);
	});

	test("wrong settings are all told at once", async (t) => {
		const agent = startAgentProcess(
			t,
			["--log-level", "loud", "--plugin-uid-first", "x"],
			{ QD_STATE_DIR: tempDir(t) },
		);
		assert.equal(await agent.ended, 1);
		assert.match(
			agent.lines.join("\n"),
			/logLevel.*pluginUidFirst|pluginUidFirst.*logLevel/s,
		);
	});
});

/** A kubeconfig of a cluster that is not there: joining must not need it. */
async function idleKubeconfig(dir: string): Promise<string> {
	await testKubectl();
	const file = join(dir, "kubeconfig");
	writeFileSync(
		file,
		"apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters: [{name: a, cluster: {server: 'https://127.0.0.1:1'}}]\ncontexts: [{name: a, context: {cluster: a, user: a}}]\nusers: [{name: a, user: {token: x}}]\n",
		{ mode: 0o600 },
	);
	return file;
}

/** The command lines of every process of the machine but this one. */
function commandLines(): string {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
		.map((pid) => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, "latin1");
			} catch {
				return "";
			}
		})
		.join("\n");
}
