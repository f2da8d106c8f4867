import assert from "node:assert/strict";
import { test } from "node:test";
import { PlannedCluster } from "./planned-cluster.fixture.ts";

test("all groups together have at most a thousand distinct regular expressions; one that stands often counts once", () => {
	const group = (from: number) => ({
		resources: Array.from({ length: 4 }, (_, i) => ({
			type: "v1/pods",
			event: { types: ["create"] },
			name: {
				include: Array.from(
					{ length: 125 },
					(_, n) => `^${from + i * 125 + n}$`,
				),
			},
		})),
	});
	const cluster = new PlannedCluster(
		group(0),
		group(500),
		group(0),
		group(1000),
		{ resources: [{ type: "v1/pods", name: { include: ["no expression"] } }] },
	);
	assert.deepEqual(
		cluster.plan.problems.map(
			({ group: name, message }) => `${name} ${message}`,
		),
		[
			'group-4 "^1000$" is one regular expression too many: all groups together may have 1000',
		],
	);
	cluster.create("v1/pods", "700");
	assert.deepEqual(cluster.said(), [
		"group-2 success v1/pods created | shop/700",
	]);
});
