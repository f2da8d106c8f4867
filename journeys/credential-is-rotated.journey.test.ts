import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	addClusterDocument,
	revokeCredentialDocument,
	rotateCredentialDocument,
} from "@quarterdeck/cli/api";
import { until } from "@quarterdeck/testkit";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";

interface Kept {
	readonly seed: string;
	readonly jwt: string;
	readonly unsettled?: boolean;
}

function kept(stateDir: string): Kept {
	return JSON.parse(readFileSync(join(stateDir, "agent.json"), "utf8"));
}

test("an agent takes a new key while it works; the old one opens nothing any more", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration: fleetConfiguration,
	});
	const ana = await fleet.person("ana@example.com");
	const { api } = fleet.owner;
	const rotate = (name: string) => api.ask(rotateCredentialDocument, { name });
	const eu = fleet.cluster("eu");
	const old = join(fleet.dir, "old");
	mkdirSync(old, { recursive: true, mode: 0o700 });
	copyFileSync(join(eu.stateDir, "agent.json"), join(old, "agent.json"));

	await t.test("an agent that is away is not asked, and says so", async () => {
		const us = fleet.cluster("us");
		await us.agent.stop();
		await until(async () => (await us.state()) === "away", {
			what: "us is away",
		});
		const before = kept(us.stateDir);
		await assert.rejects(rotate("us"), /not been heard from since/);
		await us.agent.start();
		await until(async () => (await us.state()) === "alive", {
			what: "us is back",
		});
		assert.deepEqual(kept(us.stateDir), before);
	});

	await t.test("a command goes on while the key is changed", async () => {
		const ongoing = await ana.begins(
			"kubectl get pods -n shop --watch --cluster eu",
		);
		await until(() => ongoing.heard.some(({ kind }) => kind === "STDOUT"), {
			what: "eu speaks",
		});
		await rotate("eu");
		const now = kept(eu.stateDir);
		assert.notEqual(now.seed, kept(old).seed);
		assert.equal(now.unsettled, undefined);
		eu.kubernetes.objects.apply({
			apiVersion: "v1",
			kind: "Pod",
			metadata: { name: "late-pod", namespace: "shop" },
			spec: { containers: [{ name: "a", image: "b:1" }] },
		});
		await until(
			() => ongoing.heard.some(({ text }) => text?.includes("late-pod")),
			{ what: "the command is still heard" },
		);
		await ongoing.cancel();
		assert.equal((await ongoing.answer).runs.eu?.state, "CANCELLED");
		const next = await ana.says("kubectl get pods -n shop --cluster eu");
		assert.equal(next.succeeded, true, next.notes);
	});

	await t.test(
		"again, and after a restart, the newest key is good",
		async () => {
			await Promise.all([rotate("eu"), rotate("eu")]);
			await eu.agent.kill();
			await eu.agent.start();
			await until(async () => (await eu.state()) === "alive", {
				what: "eu is back",
			});
			const answer = await ana.says("kubectl get pods -n shop --cluster eu");
			assert.equal(answer.succeeded, true, answer.notes);
		},
	);

	await t.test("whoever took the old key is refused by the bus", async () => {
		await eu.agent.stop();
		const mine = kept(eu.stateDir);
		const file = join(eu.stateDir, "agent.json");
		const aside = join(fleet.dir, "aside.json");
		copyFileSync(file, aside);
		copyFileSync(join(old, "agent.json"), file);
		await eu.agent.start().catch(() => {});
		await until(
			() =>
				/revoked or has expired/.test(readFileSync(eu.agent.logFile, "utf8")),
			{ what: "the old key is refused" },
		);
		await eu.agent.stop();
		copyFileSync(aside, file);
		await eu.agent.start();
		await until(async () => (await eu.state()) === "alive", {
			what: "eu is back with its own key",
		});
		assert.equal(kept(eu.stateDir).seed, mine.seed);
	});

	await t.test(
		"a revoked agent is cut off within 2 s, its cluster stays, and a new token lets one in",
		async () => {
			const us = fleet.cluster("us");
			await api.ask(revokeCredentialDocument, { name: "us" });
			await until(
				() =>
					/revoked or has expired/.test(readFileSync(us.agent.logFile, "utf8")),
				{ what: "us notices that it is cut off" },
			);
			assert.equal(await us.state(), "joining");
			const answer = await ana.says("kubectl get pods -n shop --cluster us");
			assert.match(answer.runs.us?.error?.message ?? "", /has no agent yet/);
			await us.agent.kill();
			const { addCluster } = await api.ask<{ addCluster: { token: string } }>(
				addClusterDocument,
				{ name: "us", labels: [], again: true },
			);
			const back = await fleet.joins(t, {
				name: "us",
				token: addCluster.token,
				stateDir: "us-again",
			});
			assert.equal(await back.state(), "alive");
		},
	);
});
