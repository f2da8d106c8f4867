import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";

test("the control plane is killed in the middle of commands", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration: fleetConfiguration,
	});
	const ana = await fleet.person("ana@example.com");
	const ongoing = await ana.begins(
		"kubectl get pods -n shop --watch --cluster eu,us",
		{ in: "general" },
	);
	const changing = await ana.begins(
		"kubectl create configmap once -n shop --from-literal=a=1 --cluster eu",
		{ in: "ops" },
	);
	await changing.answer;
	await until(() => ongoing.heard.some(({ kind }) => kind === "STDOUT"), {
		what: "the watch speaks",
	});

	await fleet.controlPlane.kill();
	await fleet.controlPlane.start();

	await t.test(
		"who was listening is told that it is lost, and that it was not run again",
		async () => {
			const answer = await ongoing.answer;
			assert.equal(answer.succeeded, false);
			assert.match(
				`${answer.notes} ${Object.values(answer.runs)
					.map((run) => run.error?.message)
					.join(" ")}`,
				/control plane stopped while the command was running/,
			);
		},
	);

	await t.test("what had been done is on record, once", async () => {
		const { command } = await ana.api.ask<{ command: { state: string } }>(
			`query ($id: ID!) { command(id: $id) { state } }`,
			{ id: changing.id },
		);
		assert.equal(command.state, "SUCCEEDED");
		assert.equal(created(fleet), 1);
	});

	await t.test("the open record is closed as lost", async () => {
		const { command } = await ana.api.ask<{ command: { state: string } }>(
			`query ($id: ID!) { command(id: $id) { state } }`,
			{ id: ongoing.id },
		);
		assert.equal(command.state, "LOST");
	});

	await t.test(
		"the agents come back alone and take the next command",
		async () => {
			for (const name of ["eu", "us"])
				await until(
					async () => (await fleet.cluster(name).state()) === "alive",
					{ what: `${name} is alive` },
				);
			const answer = await ana.says("kubectl get pods -n shop --cluster eu,us");
			assert.equal(answer.succeeded, true, JSON.stringify(answer.runs));
		},
	);

	await t.test("the audit chain holds over the death", async () => {
		const { verifyAudit } = await fleet.owner.api.ask<{
			verifyAudit: { ok: boolean; reason: string };
		}>("mutation { verifyAudit { ok reason } }");
		assert.equal(verifyAudit.ok, true, verifyAudit.reason);
	});

	const once =
		"kubectl create configmap once -n shop --from-literal=a=1 --cluster eu";

	await t.test(
		"the same command id said again is the same command, and is not run again",
		async () => {
			const again = await ana.says(once, { in: "ops", id: changing.id });
			assert.equal(again.id, changing.id);
			assert.equal(again.succeeded, true);
			assert.equal(created(fleet), 1);
			const output = await ana.api.fetch(again.runs.eu?.outputUrl ?? "");
			assert.match(await output.text(), /configmap\/once created/);
		},
	);

	await t.test("the same command id with other words is refused", async () => {
		const other = once.replace("create", "delete");
		await assert.rejects(
			ana.says(other, { in: "ops", id: changing.id }),
			/only once/,
		);
	});
});

/** How often the cluster was asked to create a ConfigMap. */
function created(fleet: TestFleet): number {
	const asked = fleet
		.cluster("eu")
		.kubernetes.requests.matching(/\/configmaps/);
	return asked.filter(({ method }) => method === "POST").length;
}
