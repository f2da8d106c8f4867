import assert from "node:assert/strict";
import { test } from "node:test";
import { applyConfigurationDocument } from "@quarterdeck/cli/api";
import { until } from "@quarterdeck/testkit";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";

/** A bound for what hangs; how fast the machine is proves nothing here. */
const patient = { timeoutSeconds: 600 };
const withinMs = patient.timeoutSeconds * 1000;

test("garbage at every door", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
	});
	const ana = await fleet.person("ana@example.com");
	const works = async () =>
		assert.equal(
			(await ana.says("kubectl get pods -n shop --cluster eu", patient))
				.succeeded,
			true,
		);

	await t.test(
		"a log of 200 MB is cut, counted, and told; the next command works",
		async () => {
			writeLongLog(fleet);
			const answer = await ana.says("kubectl logs talks -n big --cluster eu", {
				in: "ops",
				...patient,
			});
			const run = answer.runs.eu;
			assert.ok(
				(run?.outputBytes ?? 0) > 200_000_000,
				`${run?.outputBytes} bytes were written`,
			);
			assert.equal(run?.incomplete, true);
			assert.ok(
				(answer.text.eu ?? "").length < 4_000_000,
				"only the head was shown",
			);
			await works();
		},
	);

	await t.test(
		"a configuration that is no YAML, or wrong, changes nothing and names every problem",
		async () => {
			const apply = async (yaml: string) =>
				(
					await ana.api.ask<{
						applyConfiguration: {
							configuration: unknown;
							problems: {
								line: number;
								message: string;
								suggestion: string | null;
							}[];
						};
					}>(applyConfigurationDocument, { yaml })
				).applyConfiguration;
			for (const yaml of [
				"\t- [",
				"a: &a [*a]",
				"- just\n- a list",
				"\u0000",
				"x".repeat(600_000),
			]) {
				const result = await apply(yaml);
				assert.equal(result.configuration, null, yaml.slice(0, 20));
				assert.ok(result.problems.length > 0);
			}
			const wrong = await apply(
				"executers: {}\ncommunications:\n  house:\n    console: {enabled: true, channels: {general: {name: general, bindings: {executors: [nope]}}}}\n",
			);
			assert.ok(
				wrong.problems.some(
					({ line, suggestion }) =>
						line === 1 && /executors/.test(suggestion ?? ""),
				),
			);
			assert.ok(
				wrong.problems.some(
					({ line, message }) =>
						line === 4 &&
						/'nope' binding not defined in Config\.Executors/.test(message),
				),
			);
			await works();
		},
	);

	await t.test(
		"a good change reaches the running agent, without a restart",
		async () => {
			const before = fleet.cluster("eu").agent.pid;
			const version = await fleet.apply(
				fleetConfiguration.replace("values: [readers]", "values: [editors]"),
			);
			await until(
				async () =>
					(await fleet.cluster("eu").configurationVersion()) === version,
				{ what: "eu runs the new version", withinMs },
			);
			assert.equal(
				(
					await ana.says(
						"kubectl create configmap now -n shop --cluster eu",
						patient,
					)
				).succeeded,
				true,
			);
			assert.equal(fleet.cluster("eu").agent.pid, before);
		},
	);

	await t.test("the API refuses what is no question, and stays", async () => {
		const ask = (body: string, headers: Record<string, string> = {}) =>
			fetch(new URL("/graphql", fleet.url), {
				method: "POST",
				body,
				headers: { "content-type": "application/json", ...headers },
			});
		const statuses = await Promise.all([
			ask("{"),
			ask("[]"),
			ask('{"query":"{"}'),
			ask(`{"query":"${"{me".repeat(5000)}"}`),
			ask("x".repeat(3_000_000)),
			ask('{"query":"{me{email}}"}', { authorization: "Bearer nonsense" }),
		]);
		for (const { status } of statuses) assert.ok(status < 500, String(status));
		await works();
	});

	await t.test(
		"words that are too many, too long or not text are refused",
		async () => {
			await assert.rejects(
				ana.says(`kubectl get pods ${"x ".repeat(2000)} --cluster eu`),
			);
			await assert.rejects(
				ana.says(`kubectl get ${"x".repeat(70_000)} --cluster eu`),
			);
			await assert.rejects(ana.says("kubectl get \u0000 --cluster eu"));
			await assert.rejects(ana.says("kubectl get 'pods --cluster eu"), /quote/);
			await works();
		},
	);

	await t.test(
		"more than the agent bears at once is answered busy, never dropped",
		async () => {
			const version = await fleet.apply(
				`${fleetConfiguration}\nsettings: {concurrentCommands: 2}\n`,
			);
			await until(
				async () =>
					(await fleet.cluster("eu").configurationVersion()) === version,
				{ what: "eu runs the new version", withinMs },
			);
			const begin = (words: string) =>
				ana.begins(`kubectl get pods -n shop --cluster eu${words}`, patient);
			// Both places are taken until they are given back, however long the others take to ask.
			const held = await Promise.all([begin(" --watch"), begin(" --watch")]);
			for (const { heard } of held)
				await until(() => heard.some(({ kind }) => kind === "STDOUT"), {
					what: "the watch speaks",
					withinMs,
				});
			const asked = await Promise.all(
				Array.from({ length: 8 }, () => begin("")),
			);
			const isTold = ({ heard }: (typeof asked)[number]) =>
				heard.some(({ kind }) => kind === "WAITING" || kind === "RUN_ENDED");
			await until(() => asked.every(isTold), {
				what: "each is told that it waits, or that the agent is busy",
				withinMs,
			});
			for (const watch of held) await watch.cancel();
			for (const { answer } of asked) {
				const { runs, succeeded } = await answer;
				const error = runs.eu?.error;
				assert.ok(
					succeeded ||
						/already running|exceeded the limit/.test(error?.message ?? ""),
					error?.message,
				);
			}
			await works();
		},
	);
});

/** A pod that has said 210 lines of a megabyte. */
function writeLongLog(fleet: TestFleet): void {
	const { kubernetes } = fleet.cluster("eu");
	const pod = { name: "talks", namespace: "big" };
	kubernetes.objects.put([
		{ apiVersion: "v1", kind: "Namespace", metadata: { name: "big" } },
		{
			apiVersion: "v1",
			kind: "Pod",
			metadata: pod,
			spec: { containers: [{ name: "x", image: "registry.example/x:1" }] },
			status: { phase: "Running" },
		},
	]);
	const text = "x".repeat(1_000_000);
	for (let i = 0; i < 210; i += 1) kubernetes.writeLog({ ...pod, text });
}
