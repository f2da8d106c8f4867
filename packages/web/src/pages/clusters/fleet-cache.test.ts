import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterEvent } from "./documents.ts";
import {
	type ListPages,
	mayBelongElsewhere,
	stateIn,
	withEvent,
	withMove,
} from "./fleet-cache.ts";

const node = (id: string) => ({
	id,
	name: `name of ${id}`,
	state: "ALIVE" as const,
	since: "2026-01-01T00:00:00.000Z",
	lastSeenAt: null,
	agentVersion: null,
	kubernetesVersion: null,
	running: 0,
	labels: [],
	kubernetes: null,
	plugins: [],
});

const page = (...ids: string[]) => ({
	clusters: {
		edges: ids.map((id) => ({ node: node(id) })),
		pageInfo: { hasNextPage: false, endCursor: null },
		totalCount: 3,
	},
});

const list: ListPages = {
	pages: [page("a", "b"), page("c")],
	pageParams: [null, "b"],
};

const event = (id: string, state: "LOST" | "REMOVED"): ClusterEvent => ({
	...node(id),
	state,
	configurationVersion: null,
	agentEnrolledAt: null,
	busInsecure: null,
	clockAheadSeconds: null,
	duplicateSince: null,
	agentInstances: [],
	agentConnections: [],
	credentialExpiresAt: null,
	kubernetes: null,
	plugins: [],
});

const states = (of: ListPages) =>
	of.pages.map(({ clusters }) =>
		clusters.edges.map((edge) => `${edge.node.id} ${edge.node.state}`),
	);

test("an event changes its cluster and leaves other pages as they are", () => {
	const after = withEvent(list, event("b", "LOST"));
	assert.deepEqual(states(after), [["a ALIVE", "b LOST"], ["c ALIVE"]]);
	assert.equal(after.pages[1], list.pages[1]);
});

test("a removed cluster leaves the list", () => {
	assert.deepEqual(states(withEvent(list, event("c", "REMOVED"))), [
		["a ALIVE", "b ALIVE"],
		[],
	]);
});

test("an event of a cluster that is not listed changes nothing", () => {
	assert.equal(withEvent(list, event("z", "LOST")), list);
});

test("a list is asked for anew when a cluster may have come into it or left it", () => {
	assert.ok(mayBelongElsewhere(list, event("z", "LOST"), []));
	assert.ok(mayBelongElsewhere(list, event("a", "LOST"), ["state"]));
	assert.ok(!mayBelongElsewhere(list, event("a", "LOST"), []));
	assert.ok(!mayBelongElsewhere(list, event("z", "REMOVED"), ["state"]));
});

test("a list is left alone while its clusters keep what it goes by", () => {
	const still = { ...event("a", "LOST"), state: "ALIVE" as const };
	assert.ok(!mayBelongElsewhere(list, still, ["state", "running"]));
	const busy = { ...still, running: 1 };
	assert.ok(!mayBelongElsewhere(list, busy, ["state", "agentVersion"]));
	assert.ok(mayBelongElsewhere(list, busy, ["running"]));
});

test("a row and the filter above it say the same at once", () => {
	const summary = {
		fleetSummary: [
			{ state: "ALIVE" as const, count: 2 },
			{ state: "LOST" as const, count: 0 },
		],
	};
	const from = stateIn(list, "b") ?? "";
	assert.deepEqual(withMove(summary, from, "LOST").fleetSummary, [
		{ state: "ALIVE", count: 1 },
		{ state: "LOST", count: 1 },
	]);
	assert.equal(withMove(summary, "ALIVE", "ALIVE"), summary);
	assert.equal(stateIn(list, "z"), undefined);
});
