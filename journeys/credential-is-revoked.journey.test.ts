import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	addClusterDocument,
	removeClusterDocument,
} from "@quarterdeck/cli/api";
import { until } from "@quarterdeck/testkit";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";

test("an agent whose credential is revoked is cut off, and nobody else is", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration: fleetConfiguration,
	});
	const ana = await fleet.person("ana@example.com");

	await t.test("what an agent keeps is readable by nobody else", () => {
		const { stateDir } = fleet.cluster("eu");
		assert.equal(statSync(stateDir).mode & 0o077, 0);
		const files = readdirSync(stateDir, {
			recursive: true,
			withFileTypes: true,
		}).filter((entry) => entry.isFile());
		assert.ok(files.length > 0);
		for (const file of files)
			assert.equal(
				statSync(join(file.parentPath, file.name)).mode & 0o077,
				0,
				file.name,
			);
	});

	await t.test(
		"removing a cluster cuts its live connection within 2 s, in the middle of a command",
		async () => {
			const ongoing = await ana.begins(
				"kubectl get pods -n shop --watch --cluster eu,us",
			);
			await until(
				() => ongoing.heard.filter(({ kind }) => kind === "STDOUT").length >= 2,
				{ what: "both speak" },
			);
			await fleet.owner.api.ask(removeClusterDocument, { name: "us" });
			const { agent } = fleet.cluster("us");
			await until(
				() =>
					/revoked|rejected|cut off/i.test(readFileSync(agent.logFile, "utf8")),
				{ what: "us notices that it is cut off" },
			);
			assert.equal(await fleet.cluster("eu").state(), "alive");
			await ongoing.cancel();
			const answer = await ongoing.answer;
			assert.equal(answer.runs.eu?.state, "CANCELLED");
		},
	);

	await t.test(
		"the cut-off agent does not come back, not even after a restart with the same files",
		async () => {
			const { agent } = fleet.cluster("us");
			await agent.kill();
			await agent.start().catch(() => {});
			const answer = await ana.says("kubectl get pods --cluster us");
			assert.match(
				answer.runs.us?.error?.message ?? "",
				/Cluster us does not exist/,
			);
		},
	);

	await t.test("a join token works once", async () => {
		const { addCluster } = await fleet.owner.api.ask<{
			addCluster: { token: string };
		}>(addClusterDocument, { name: "ap", labels: [], again: false });
		const first = await fleet.joins(t, { name: "ap", token: addCluster.token });
		await until(async () => (await first.state()) === "alive", {
			what: "ap is alive",
		});
		await assert.rejects(
			fleet.joins(t, {
				name: "ap",
				token: addCluster.token,
				stateDir: "second",
			}),
			/already used/,
		);
		await assert.rejects(
			fleet.joins(t, {
				name: "ap",
				token: `${addCluster.token.slice(0, -4)}AAAA`,
				stateDir: "third",
			}),
			/join token/,
		);
		assert.equal(await first.state(), "alive");
	});
});
