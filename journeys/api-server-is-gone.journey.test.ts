import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterDocument } from "@quarterdeck/cli/api";
import { until } from "@quarterdeck/testkit";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";

test("a cluster whose API server does not serve is degraded, and one sentence says why", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
	});
	const ana = await fleet.person("ana@example.com");
	const { kubernetes, state } = fleet.cluster("eu");
	const get = "kubectl get pods -n shop --cluster eu";
	const answerTo = async (command: string) => {
		const { text, runs } = await ana.says(command);
		return { lines: (text.eu ?? "").trim().split("\n"), run: runs.eu };
	};
	const becomes = (wanted: string) =>
		until(async () => (await state()) === wanted, {
			what: `eu is ${wanted}`,
		});
	const sentence = new RegExp(
		`the API server of cluster eu at ${kubernetes.url} does not answer \\([A-Z_]+\\); the agent tries again every 3 s`,
	);

	await t.test(
		"kubectl says one line, before it knows the cluster's resources",
		async () => {
			kubernetes.faults.add({ drop: true });
			kubernetes.faults.dropConnections();
			const { lines, run } = await answerTo(get);
			assert.equal(lines.length, 1, lines.join("\n"));
			assert.match(lines[0] ?? "", sentence);
			assert.notEqual(run?.exitCode, 0);
			await becomes("degraded");
			const { cluster } = await ana.api.ask<{
				cluster: { kubernetes: { problem: string } };
			}>(clusterDocument, { name: "eu" });
			assert.match(cluster.kubernetes.problem, /does not answer \(/);
		},
	);

	await t.test("it is alive as soon as it answers, and works", async () => {
		kubernetes.faults.clear();
		await becomes("alive");
		const { lines } = await answerTo(get);
		assert.match(lines.join("\n"), /cart-eu/);
		const info = await answerTo("kubectl cluster-info --cluster eu");
		assert.match(
			info.lines.join("\n"),
			new RegExp(`control plane is running at ${kubernetes.url}`),
		);
	});

	await t.test("kubectl says one line afterwards, too", async () => {
		kubernetes.faults.add({ drop: true });
		const { lines } = await answerTo(get);
		assert.equal(lines.length, 1, lines.join("\n"));
		assert.match(lines[0] ?? "", sentence);
		kubernetes.faults.clear();
	});

	await t.test(
		"an agent that is refused is the agent's matter, not that of who asks",
		async () => {
			kubernetes.faults.add({ status: { code: 401 } });
			const { lines } = await answerTo(get);
			assert.equal(lines.length, 1, lines.join("\n"));
			assert.match(lines[0] ?? "", /refuses the agent's credential/);
			await becomes("degraded");
			kubernetes.faults.clear();
			await becomes("alive");
		},
	);
});
