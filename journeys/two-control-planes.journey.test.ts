import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
	addClusterDocument,
	commandEventsDocument,
	removeClusterDocument,
	revokeCredentialDocument,
	rotateCredentialDocument,
	verifyAuditDocument,
} from "@quarterdeck/cli/api";
import type { CommandEvent } from "@quarterdeck/cli/run";
import { until } from "@quarterdeck/testkit";
import {
	startTestFleet,
	type TestAnswer,
	type TestCluster,
} from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import {
	auditEvents,
	type ChannelHeard,
	type ClusterHeard,
	channelEvents,
	clusterEvents,
	isEndOf,
	type RecordHeard,
} from "./live-documents.ts";
import {
	recordStream,
	type StreamRecorder,
	untilSubscribed,
} from "./stream-recorder.ts";

/*
 * A and B are one control plane at two addresses, until A is killed. Who is let in or out has a story of its own. Times are printed and
 * not asserted: what is asserted is that something comes, once, and in order.
 */

const watchPods = "kubectl get pods -n shop --watch --cluster eu";

test("two control planes on one database, bus and object folder are one", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us", "ap"],
		configuration: fleetConfiguration,
		replicas: 2,
	});
	const [a = "", b = ""] = fleet.urls;
	const ana = await fleet.person("ana@example.com");
	const [anaAtA, anaAtB] = [ana.at(a), ana.at(b)];
	const [apiA, apiB] = [fleet.owner.at(a).api, fleet.owner.at(b).api];
	const [eu, us, ap] = ["eu", "us", "ap"].map(fleet.cluster) as [
		TestCluster,
		TestCluster,
		TestCluster,
	];
	const clustersAtA = recordStream(
		apiA.follow<ClusterHeard>(clusterEvents, {}),
	);
	const clustersAtB = recordStream(
		apiB.follow<ClusterHeard>(clusterEvents, {}),
	);
	const recordsAtB = recordStream(apiB.follow<RecordHeard>(auditEvents, {}));
	const opsAtB = recordStream(
		anaAtB.api.follow<ChannelHeard>(channelEvents, { channel: "ops" }),
	);
	await untilSubscribed(recordsAtB, apiA);
	await bothHear([clustersAtA, clustersAtB], "ap", "ALIVE");
	// Both find out for themselves that it is silent, while the story goes on.
	ap.agent.freeze();

	await t.test(
		"a command begun at A is heard at B, cancelled at B, and taken up at B behind what was heard at A",
		async () => {
			const ongoing = await anaAtA.begins(watchPods, { in: "ops" });
			await opsAtB.waitFor("that it began", isRecordOf(ongoing.id, "RUNNING"));
			await until(() => ongoing.heard.some(({ kind }) => kind === "STDOUT"), {
				what: "it speaks at A",
			});
			const after = Math.max(...ongoing.heard.map(({ seq }) => seq));
			const takenUp = recordStream(
				anaAtB.api.follow<{ commandEvents: CommandEvent }>(
					commandEventsDocument,
					{ id: ongoing.id, after },
				),
			);
			await fleet.owner.at(b).api.ask(cancel, { id: ongoing.id });
			const answer = await ongoing.answer;
			assert.equal(answer.runs.eu?.state, "CANCELLED");
			await opsAtB.waitFor("the end", isEndOf(ongoing.id, "CANCELLED"));
			assert.match(textOf(opsAtB, ongoing.id), /cart-eu/);
			await until(() => takenUp.end, { what: "B told it to the end" });
			const events = takenUp.heard.map(({ commandEvents }) => commandEvents);
			assert.equal(events.at(-1)?.kind, "COMMAND_ENDED");
			assert.deepEqual(
				events.map(({ seq }) => seq),
				events.map((_, i) => after + 1 + i),
			);
		},
	);

	await t.test(
		"one command id said at both at the same moment is one command",
		async () => {
			const first = await anaAtA.says("kubectl get ns --cluster eu");
			const id = `${first.id.slice(0, -4)}zzzz`;
			const text =
				"kubectl create configmap once -n shop --from-literal=a=1 --cluster eu";
			const answers = await Promise.all(
				[anaAtA, anaAtB].map((person) => person.says(text, { in: "ops", id })),
			);
			for (const answer of answers)
				assert.equal(answer.succeeded, true, whyNot(answer));
			const asked = eu.kubernetes.requests
				.matching(/\/configmaps/)
				.filter(({ method }) => method === "POST");
			assert.equal(asked.length, 1);
			const output = await anaAtB.api.fetch(
				answers[0]?.runs.eu?.outputUrl ?? "",
			);
			assert.match(await output.text(), /configmap\/once created/);
		},
	);

	await t.test(
		"a configuration applied at A is in force at B, and every agent takes it once",
		async () => {
			const version = await fleet.apply(withChannel("late"));
			const answer = await anaAtB.says(
				"kubectl get pods -n shop --cluster eu",
				{
					in: "late",
					timeoutSeconds: 5,
				},
			);
			assert.equal(answer.runs.eu?.state, "SUCCEEDED", whyNot(answer));
			for (const cluster of [eu, us])
				await until(
					async () => (await cluster.configurationVersion()) === version,
					{ what: `${cluster.name} says it runs it` },
				);
			assert.deepEqual(configurationsOf(eu), unique(configurationsOf(eu)));
			assert.deepEqual(configurationsOf(us), unique(configurationsOf(us)));
			assert.equal(configurationsOf(eu).at(-1), version);
			const stale = await refusalOf(
				apiB.ask(
					`mutation ($yaml: String!, $base: Int) { applyConfiguration(yaml: $yaml, base: $base) { problems { message } } }`,
					{ yaml: fleetConfiguration, base: version - 1 },
				),
			);
			assert.match(stale, /version|newer|current/);
		},
	);

	await t.test("an agent whose key is changed at A goes on at B", async () => {
		await apiA.ask(rotateCredentialDocument, { name: "eu" });
		await recordsAtB.waitFor("the rotation", isCode("agent.rotated"));
		const answer = await anaAtB.says("kubectl get pods -n shop --cluster eu");
		assert.equal(answer.succeeded, true, whyNot(answer));
	});

	await t.test(
		"an agent cut off at A is a stranger at B, at once; it joins again by a token of B, and A knows it",
		async () => {
			await apiA.ask(revokeCredentialDocument, { name: "us" });
			await clustersAtB.waitFor(
				"that us waits",
				isState("us", "JOINING"),
				5000,
			);
			const answer = await anaAtB.says("kubectl get pods --cluster us");
			assert.match(answer.runs.us?.error?.message ?? "", /us has no agent yet/);
			await us.agent.kill();
			const { addCluster } = await apiB.ask<{ addCluster: { token: string } }>(
				addClusterDocument,
				{ name: "us", again: true },
			);
			const { token } = addCluster;
			await fleet.joins(t, { name: "us", token, stateDir: "us-again" });
			for (const person of [anaAtA, anaAtB]) {
				const again = await person.says("kubectl get pods --cluster us");
				assert.equal(again.succeeded, true, whyNot(again));
			}
		},
	);

	await t.test(
		"a cluster is added at A and removed at B, and both say so at once",
		async () => {
			await apiA.ask(addClusterDocument, { name: "new", labels: [] });
			await bothHear([clustersAtA, clustersAtB], "new", "JOINING");
			await apiB.ask(removeClusterDocument, { name: "new" });
			await bothHear([clustersAtA, clustersAtB], "new", "REMOVED");
			await apiB.ask(removeClusterDocument, { name: "us" });
			await bothHear([clustersAtA, clustersAtB], "us", "REMOVED");
		},
	);

	await t.test(
		"a cluster that fell silent is lost at both, and alive at both when it is back",
		async () => {
			const recorders = [clustersAtA, clustersAtB];
			await bothHear(recorders, "ap", "LOST", 60_000);
			const told = recorders.map((recorder) => recorder.heard.length);
			ap.agent.thaw();
			for (const [i, recorder] of recorders.entries())
				await until(
					() => recorder.heard.slice(told[i]).some(isState("ap", "ALIVE")),
					{ what: "ap is alive again" },
				);
			const version = configurationsOf(eu).at(-1);
			await until(() => configurationsOf(ap).at(-1) === version, {
				what: "ap runs what was applied meanwhile",
			});
			assert.deepEqual(configurationsOf(ap), unique(configurationsOf(ap)));
		},
	);

	await t.test(
		"A is killed: B closes what A ran as lost and says so, its own goes on, and the agents take its orders",
		async (tt) => {
			const lost = await anaAtA.begins(watchPods, { in: "ops" });
			const goesOn = await anaAtB.begins(watchPods, { in: "ops" });
			await opsAtB.waitFor("that it began", isRecordOf(lost.id, "RUNNING"));
			const followed = recordStream(
				anaAtB.api.follow<{ commandEvents: CommandEvent }>(
					commandEventsDocument,
					{ id: lost.id, after: 0 },
				),
			);
			await fleet.controlPlane.kill();
			const killedMs = performance.now();
			const answer = await anaAtB.says(
				"kubectl get pods -n shop --cluster eu,ap",
			);
			assert.equal(answer.succeeded, true, whyNot(answer));
			await opsAtB.waitFor("that it is lost", isEndOf(lost.id, "LOST"), 60_000);
			const saidMs = performance.now();
			tt.diagnostic(
				`closed as lost and said so at B ${Math.round(saidMs - killedMs)} ms after the kill`,
			);
			await until(() => followed.end, { what: "who follows it is told" });
			assert.equal(followed.heard.at(-1)?.commandEvents.state, "LOST");
			assert.ok(!opsAtB.heard.some(isEndOf(goesOn.id)));
			await goesOn.cancel();
			assert.equal((await goesOn.answer).runs.eu?.state, "CANCELLED");
		},
	);

	await t.test("A comes back and is heard at B again", async () => {
		await fleet.controlPlane.start();
		const answer = await anaAtA.says(
			"kubectl get pods -n shop --cluster eu,ap",
			{ in: "ops" },
		);
		assert.equal(answer.succeeded, true, whyNot(answer));
		await opsAtB.waitFor("the end", isEndOf(answer.id, "SUCCEEDED"));
	});

	await t.test(
		"B told every record once and in its order, and the chain holds",
		async () => {
			const committed = await fleet.sql(
				"select id from audit_records order by seq",
			);
			const ids = committed.map(({ id }) => id);
			const last = ids.at(-1);
			await recordsAtB.waitFor("the last record", (one) => idOf(one) === last);
			const heard = recordsAtB.heard.map(idOf);
			assert.deepEqual(heard, ids.slice(-heard.length));
			for (const api of [apiA, apiB]) {
				const { verifyAudit } = await api.ask<{
					verifyAudit: { ok: boolean; reason: string };
				}>(verifyAuditDocument);
				assert.equal(verifyAudit.ok, true, verifyAudit.reason);
			}
		},
	);
});

const cancel = `mutation ($id: ID!) { cancelCommand(id: $id) { id } }`;

function isState(name: string, state: string) {
	return ({ clusterEvents: cluster }: ClusterHeard) =>
		cluster.name === name && cluster.state === state;
}

function isCode(code: string) {
	return (heard: RecordHeard) => heard.auditEvents.code === code;
}

function isRecordOf(id: string, state: string) {
	return ({ channelEvents: { command } }: ChannelHeard) =>
		command?.id === id && command.state === state;
}

function idOf({ auditEvents: record }: RecordHeard): string {
	return record.id;
}

async function bothHear(
	recorders: readonly StreamRecorder<ClusterHeard>[],
	name: string,
	state: string,
	withinMs = 5000,
): Promise<void> {
	for (const recorder of recorders)
		await recorder.waitFor(`${name} ${state}`, isState(name, state), withinMs);
}

function textOf(recorder: StreamRecorder<ChannelHeard>, id: string): string {
	const events = recorder.heard.map(({ channelEvents: { event } }) => event);
	return events
		.filter((event) => event?.command === id && event.kind === "STDOUT")
		.map((event) => event?.text)
		.join("");
}

/** The versions that the agent said it took into use, in its order. */
function configurationsOf({ agent }: TestCluster): readonly number[] {
	const log = readFileSync(agent.logFile, "utf8");
	return log
		.split("\n")
		.filter((line) => line.includes("a configuration is in use"))
		.map((line) => JSON.parse(line).configurationVersion);
}

function whyNot({ notes, runs }: TestAnswer): string {
	const errors = Object.values(runs).map((run) => run.error?.message);
	return `${notes} ${errors.join(" ")}`;
}

function unique<T>(list: readonly T[]): readonly T[] {
	return [...new Set(list)];
}

function withChannel(name: string): string {
	return `${fleetConfiguration}        ${name}: {name: ${name}, bindings: {executors: [reads]}}\n`;
}

async function refusalOf(asked: Promise<unknown>): Promise<string> {
	return await asked.then(() => "", String);
}
