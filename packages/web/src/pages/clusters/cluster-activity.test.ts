import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterActivity } from "./cluster-activity.ts";
import type { ClusterCommands } from "./documents.ts";

type Node = ClusterCommands["recent"]["edges"][number]["node"];

const now = Date.parse("2026-01-01T12:00:00Z");
const none = { edges: [] };

function said(
	id: string,
	minutesAgo: number,
	runs: Readonly<Record<string, Node["state"]>>,
	email = "ana@example.com",
) {
	const node: Node = {
		id,
		text: "kubectl get pods",
		email,
		state: Object.values(runs)[0] ?? "FAILED",
		startedAt: new Date(now - minutesAgo * 60_000).toISOString(),
		channel: "ops",
		platform: "CONSOLE",
		runs: Object.entries(runs).map(([cluster, state]) => ({
			id: `${id} ${cluster}`,
			cluster,
			state,
			durationMs: 7,
			error: null,
		})),
	};
	return { node };
}

test("commands are told as they went in this cluster, newest first and each once", () => {
	const here = said("a", 30, { eu: "FAILED", us: "SUCCEEDED" });
	const elsewhere = said("b", 20, { us: "FAILED", eu: "SUCCEEDED" });
	const running = said("c", 90, { eu: "RUNNING" }, "bob@example.com");
	const activity = clusterActivity(
		{
			running: { edges: [running] },
			recent: { edges: [elsewhere, here, running] },
			failed: { edges: [elsewhere, here] },
			denied: none,
			lost: none,
		},
		"eu",
		now,
	);
	assert.deepEqual(
		activity.recent.map(({ id, state }) => [id, state]),
		[
			["b", "SUCCEEDED"],
			["a", "FAILED"],
			["c", "RUNNING"],
		],
	);
	assert.deepEqual(
		activity.failed.map(({ id }) => id),
		["a"],
	);
	assert.deepEqual(activity.active, ["bob@example.com"]);
});
