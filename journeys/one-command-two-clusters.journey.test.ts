import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";

test("a command runs in two clusters and the answers come back as one", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration: fleetConfiguration,
	});
	const ana = await fleet.person("ana@example.com");

	await t.test(
		"each cluster answers under its own name, by the real kubectl",
		async () => {
			const answer = await ana.says("kubectl get pods -n shop --cluster eu,us");
			assert.equal(answer.succeeded, true, answer.notes);
			assert.match(
				answer.text.eu ?? "",
				/^NAME +READY +STATUS +RESTARTS +AGE\ncart-eu +1\/1 +Running/,
			);
			assert.match(answer.text.us ?? "", /cart-us/);
			assert.doesNotMatch(answer.text.eu ?? "", /cart-us/);
		},
	);

	await t.test(
		"an alias, a label selector, all clusters and a filter mean what they say",
		async () => {
			const answer = await ana.says(
				"k get pods -n shop --cluster region=us --filter cart",
			);
			assert.deepEqual(Object.keys(answer.runs), ["us"]);
			assert.match(answer.text.us ?? "", /^cart-us[^\n]*\n$/);
			assert.deepEqual(
				Object.keys(
					(await ana.says("k get ns --all-clusters")).runs,
				).toSorted(),
				["eu", "us"],
			);
		},
	);

	await t.test(
		"kubectl's own failure is shown, with its exit code",
		async () => {
			const answer = await ana.says(
				"kubectl get pod missing -n shop --cluster eu",
			);
			assert.equal(answer.succeeded, false);
			assert.match(
				answer.text.eu ?? "",
				/Error from server \(NotFound\): pods "missing" not found/,
			);
			assert.equal(answer.runs.eu?.exitCode, 1);
		},
	);

	await t.test("a pipe is refused and nothing is run", async () => {
		await assert.rejects(
			ana.says("kubectl get pods -n shop --cluster eu | head -1"),
			/do not run in a shell/,
		);
	});

	await t.test(
		"an unknown cluster is an answer too, with the nearest known name; the others are not held up",
		async () => {
			const answer = await ana.says("kubectl get pods -n shop --cluster eo,us");
			assert.match(answer.text.us ?? "", /cart-us/);
			assert.match(
				answer.runs.eo?.error?.message ?? "",
				/Cluster eo does not exist.*eu/,
			);
			assert.equal(answer.succeeded, false);
		},
	);

	await t.test(
		"one cluster stops, and its silence is an answer within the deadline",
		async () => {
			fleet.cluster("us").agent.freeze();
			const answer = await ana.says(
				"kubectl get pods -n shop --cluster eu,us",
				{ timeoutSeconds: 3 },
			);
			fleet.cluster("us").agent.thaw();
			assert.match(answer.text.eu ?? "", /cart-eu/);
			assert.equal(answer.runs.eu?.state, "SUCCEEDED");
			assert.match(
				answer.runs.us?.error?.message ?? "",
				/us did not answer within 3 s/,
			);
			assert.equal(answer.succeeded, false);
		},
	);

	await t.test(
		"a cluster whose agent left in order is away, and alive at once when it is back",
		async () => {
			const us = fleet.cluster("us");
			await until(async () => (await us.state()) === "alive", {
				what: "us is alive again",
			});
			await us.agent.stop();
			await until(async () => (await us.state()) === "away", {
				what: "us is away",
			});
			await us.agent.start();
			await until(async () => (await us.state()) === "alive", {
				what: "us is back",
			});
			assert.match(
				(await ana.says("k get pods -n shop --cluster us")).text.us ?? "",
				/cart-us/,
			);
		},
	);

	await t.test(
		"everything that was said is in the audit, and the chain holds",
		async () => {
			const { verifyAudit } = await fleet.owner.api.ask<{
				verifyAudit: { ok: boolean; records: number };
			}>("mutation { verifyAudit { ok records } }");
			assert.equal(verifyAudit.ok, true);
			assert.ok(verifyAudit.records > 10);
		},
	);
});
