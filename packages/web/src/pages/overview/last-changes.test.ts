import assert from "node:assert/strict";
import { test } from "node:test";
import { lastChanges } from "./last-changes.ts";

const none = { edges: [] };
const record = (code: string, at: string, more: object = {}) => ({
	id: `aud_${at}`,
	at,
	code,
	outcome: "succeeded",
	person: "ana@example.com",
	clusters: [],
	facts: {},
	...more,
});

test("versions, people and clusters are one list, newest first, without what was refused", () => {
	const changes = lastChanges({
		configurations: {
			edges: [
				{
					node: {
						version: 2,
						author: "ana@example.com",
						createdAt: "2026-01-02T00:00:00Z",
						note: "quota",
					},
				},
			],
		},
		personAdded: {
			edges: [
				{
					node: record("person.added", "2026-01-03T00:00:00Z", {
						facts: { email: "bob@example.com" },
					}),
				},
				{
					node: record("person.added", "2026-01-04T00:00:00Z", {
						outcome: "denied",
					}),
				},
			],
		},
		personRemoved: none,
		personUpdated: none,
		personJoined: none,
		ownership: none,
		clusterAdded: {
			edges: [
				{
					node: record("cluster.added", "2026-01-01T00:00:00Z", {
						clusters: ["eu"],
					}),
				},
			],
		},
		clusterRemoved: none,
	});
	assert.deepEqual(
		changes.map(({ words }) => words),
		[
			"bob@example.com added",
			"Configuration version 2: quota",
			"Cluster eu added",
		],
	);
});
