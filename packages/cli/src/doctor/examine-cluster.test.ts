import assert from "node:assert/strict";
import { test } from "node:test";
import type { Cluster } from "../cluster/cluster.ts";
import { examineCluster } from "./examine-cluster.ts";

const now = new Date("2027-01-10T00:00:00Z");
const well = {
	reachable: true,
	version: "v1.34.0",
	problem: null,
	latencyMs: 3,
	credentialEndsAt: null as string | null,
};
const cluster = (over: Partial<Cluster>): Cluster => ({
	id: "c",
	name: "eu",
	labels: [],
	state: "ALIVE",
	since: now.toISOString(),
	lastSeenAt: "2027-01-09T23:59:58Z",
	agentVersion: "1",
	kubernetesVersion: "v1.34.0",
	configurationVersion: 1,
	running: 0,
	kubernetes: well,
	plugins: [],
	clockAheadSeconds: null,
	busInsecure: false,
	duplicateSince: null,
	agentInstances: [],
	agentConnections: [],
	...over,
});

test("a degraded cluster is bad, with the reason", () => {
	const problem = "https://k:6443 does not answer (ECONNREFUSED)";
	const found = examineCluster(
		cluster({
			state: "DEGRADED",
			kubernetes: { ...well, reachable: false, problem },
		}),
		now,
	);
	assert.deepEqual(found, {
		part: "cluster eu",
		ok: false,
		seen: "degraded, seen 2s ago",
		advice: `its API server: ${problem}`,
	});
});

test("one whose agent's credential ends within a week is well, and degraded soon", () => {
	const ending = (credentialEndsAt: string | null) =>
		examineCluster(cluster({ kubernetes: { ...well, credentialEndsAt } }), now);
	const soon = ending("2027-01-15T00:00:00Z");
	assert.equal(soon.ok, true);
	assert.equal(soon.seen, "alive, degraded soon, seen 2s ago");
	assert.match(
		soon.advice ?? "",
		/API server ends in 5d, and nothing renews it/,
	);
	assert.match(ending("2027-01-09T00:00:00Z").advice ?? "", /ended 24h ago/);
	assert.equal(ending("2027-02-15T00:00:00Z").advice, undefined);
	assert.equal(ending(null).advice, undefined);
});

test("a lost one says what to look at", () => {
	const found = examineCluster(cluster({ state: "LOST" }), now);
	assert.equal(found.ok, false);
	assert.match(found.advice ?? "", /agent is running/);
});

test("two processes with one credential are bad, whatever else is wrong", () => {
	const found = examineCluster(
		cluster({
			state: "DEGRADED",
			kubernetes: { ...well, reachable: false, problem: "no" },
			duplicateSince: "2027-01-09T23:50:00Z",
			busInsecure: true,
		}),
		now,
	);
	assert.equal(found.ok, false);
	assert.match(
		found.advice ?? "",
		/^two processes use .* since 10m ago\..*qd cluster revoke eu/,
	);
});

test("an agent that trusts any server for the bus is warned of, and still well", () => {
	const found = examineCluster(cluster({ busInsecure: true }), now);
	assert.equal(found.ok, true);
	assert.match(found.advice ?? "", /without --bus-insecure$/);
	assert.equal(
		examineCluster(cluster({ busInsecure: null }), now).advice,
		undefined,
	);
});

test("a plugin that runs with a weaker sandbox is told, and is no fault", () => {
	const problem = "its sandbox has a gap: it can make user namespaces";
	const found = examineCluster(
		cluster({
			plugins: [
				{
					key: "botkube/kubectl",
					state: "running",
					restarts: 0,
					problem,
				},
			],
		}),
		now,
	);
	assert.deepEqual([found.ok, found.advice], [true, problem]);
});
