import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { JobReport } from "@quarterdeck/runtime";
import { tempDir, until } from "@quarterdeck/testkit";
import { clockSkew } from "./agent-process.fixture.ts";
import { configurationOf, newId } from "./control-plane.fake.ts";
import {
	command,
	configureAgent,
	kubectlConfiguration,
	refusedWith,
	shareAgent,
	startWholeAgent,
} from "./whole-agent.fixture.ts";

describe("commands that run", () => {
	const whole = shareAgent((t) => {
		const ceilingFile = join(tempDir(t), "ceiling.yaml");
		writeFileSync(
			ceilingFile,
			"users: ['*@example.org']\ngroups: ['readers']\ndirect: true\n",
		);
		return startWholeAgent(t, { args: ["--ceiling", ceilingFile] });
	});

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

	test("orders that are late, unbound, not mapped, above the ceiling are refused, each with its reason", async () => {
		const { controlPlane } = whole();
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

	test("health and metrics tell of bus, cluster, plugins and runs", async () => {
		const { controlPlane, ready } = whole();
		const url = String(ready.operationsUrl);
		const readMetrics = async () => (await fetch(`${url}/metrics`)).text();
		const countRuns = (metrics: string) =>
			Number(
				/run_seconds_count\{outcome="succeeded"\} (\d+)/.exec(metrics)?.[1],
			);
		const before = countRuns(await readMetrics());
		await command(controlPlane, ["kubectl", "get", "pods", "-n", "shop"]);
		assert.equal((await fetch(`${url}/readyz`)).status, 200);
		const metrics = await readMetrics();
		assert.equal(countRuns(metrics), before + 1);
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
				["send-events", undefined],
				["send-heartbeat", undefined],
				["sync-spool", undefined],
			],
		);
	});

	test("rbac: {} asks the cluster as nobody, and no rbac lends nothing", async () => {
		const { controlPlane } = whole();
		controlPlane.configuration = configurationOf(
			[{ key: "botkube/kubectl", enabled: true, rbac: {} }],
			{ version: 2 },
		);
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
			{ version: 3 },
		);
		const none = await command(controlPlane, ["kubectl", "get", "pods"]);
		assert.match(
			String(none.end.error?.facts.reason),
			/The kubeconfig data is missing/,
		);
	});

	test("credentials: direct hands out the agent's own token with as and as-groups", async () => {
		const { controlPlane } = whole();
		controlPlane.configuration = configurationOf(
			kubectlConfiguration().executors[0]?.plugins ?? [],
			{ version: 4, settings: { credentials: "direct" } },
		);
		const whoami = await command(controlPlane, ["kubectl", "auth", "whoami"]);
		assert.match(whoami.stdout, /ada@example\.org/);
		assert.equal(whoami.end.gate, undefined);
	});

	test("sandbox: none, which its own side does not allow, is refused in every run and said in the heartbeat", async () => {
		const { controlPlane } = whole();
		controlPlane.configuration = configurationOf(
			kubectlConfiguration().executors[0]?.plugins ?? [],
			{ version: 5, settings: { sandbox: "none" } },
		);
		assert.equal(
			await refusedWith(command(controlPlane, ["kubectl", "auth", "whoami"])),
			"SETTING_REFUSED",
		);
		assert.deepEqual(controlPlane.heartbeats.at(-1)?.allows, ["direct"]);
		assert.equal(controlPlane.heartbeats.at(-1)?.busInsecure, false);
	});

	test("a newer version named by an order is fetched first; an older one is not taken back", async () => {
		const { controlPlane } = whole();
		controlPlane.configuration = {
			...kubectlConfiguration(),
			version: 6,
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
		const reply = await configureAgent(controlPlane, 4);
		assert.deepEqual(reply, { version: 6, changed: false });
	});
});

describe("an agent whose clock is wrong", { concurrency: true }, () => {
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
