import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Fields, PlannedCluster } from "./planned-cluster.fixture.ts";

const deployments = "apps/v1/deployments";
const watching = (fields: readonly string[], includeDiff = true) => ({
	resources: [
		{
			type: deployments,
			event: { types: ["update"] },
			updateSetting: { fields, includeDiff },
		},
	],
});

/** The messages of the notice of an update; undefined when none was heard. */
function update(
	config: object,
	before: Fields,
	after: Fields,
): unknown | undefined {
	const cluster = new PlannedCluster(config);
	assert.deepEqual(cluster.plan.problems, []);
	cluster.has(deployments, "web", before);
	cluster.update(deployments, "web", after);
	const [notice, ...more] = cluster.heard;
	assert.deepEqual(more, []);
	return (notice?.raw as { Messages: unknown } | undefined)?.Messages;
}

const spec = (fields: object): Fields => ({ spec: fields });

describe("an update is told when a field differs", () => {
	const rows: readonly [
		string,
		string[],
		object,
		object,
		string[] | undefined,
	][] = [
		["no fields: each update", [], {}, {}, []],
		[
			"nothing differs",
			["spec.replicas"],
			{ replicas: 1, x: 1 },
			{ replicas: 1, x: 2 },
			undefined,
		],
		[
			"a value",
			["spec.replicas"],
			{ replicas: 1 },
			{ replicas: 2 },
			["spec.replicas:\n\t-: 1\n\t+: 2\n"],
		],
		[
			"appears",
			["spec.replicas"],
			{},
			{ replicas: 2 },
			["spec.replicas:\n\t-: <none>\n\t+: 2\n"],
		],
		[
			"goes",
			["spec.replicas"],
			{ replicas: 2 },
			{},
			["spec.replicas:\n\t-: 2\n\t+: <none>\n"],
		],
		[
			"is filled in as false",
			["spec.paused"],
			{},
			{ paused: false },
			undefined,
		],
		[
			"is taken away as false",
			["spec.paused"],
			{ paused: false },
			{},
			["spec.paused:\n\t-: false\n\t+: <none>\n"],
		],
		[
			"becomes false",
			["spec.paused"],
			{ paused: true },
			{ paused: false },
			["spec.paused:\n\t-: true\n\t+: false\n"],
		],
		[
			"lists",
			["spec.c[*].i"],
			{ c: [{ i: "a" }, { i: "b" }] },
			{ c: [{ i: "a" }, { i: "c" }] },
			["spec.c[*].i:\n\t-: a,b\n\t+: a,c\n"],
		],
		[
			"only those that differ",
			["spec.a", "spec.b", "spec.c"],
			{ a: 1, b: 1, c: 1 },
			{ a: 2, b: 1, c: 2 },
			["spec.a:\n\t-: 1\n\t+: 2\n", "spec.c:\n\t-: 1\n\t+: 2\n"],
		],
		[
			"objects as JSON",
			["spec.t"],
			{ t: { a: 1 } },
			{ t: { a: 2 } },
			['spec.t:\n\t-: {"a":1}\n\t+: {"a":2}\n'],
		],
	];
	for (const [name, fields, before, after, expected] of rows)
		test(name, () => {
			assert.deepEqual(
				update(watching(fields), spec(before), spec(after)),
				expected,
			);
			assert.deepEqual(
				update(watching(fields, false), spec(before), spec(after)),
				expected && [],
			);
		});
});

test("a long value differs by its end too", () => {
	const long = "x".repeat(5000);
	const messages = update(
		watching(["spec.a"]),
		spec({ a: `${long}1` }),
		spec({ a: `${long}2` }),
	) as string[];
	assert.equal(messages.length, 1);
	assert.ok((messages[0]?.length ?? 0) < 1200);
});

test("each group has the differences it asked for, whatever others watch", () => {
	const cluster = new PlannedCluster(
		watching(["spec.a"]),
		watching(["spec.b"]),
		watching(["spec.a", "spec.b"]),
		watching([], false),
	);
	cluster.has(deployments, "web", spec({ a: 1, b: 1 }));
	cluster.update(deployments, "web", spec({ a: 2, b: 1 }));
	assert.deepEqual(
		cluster.heard.map(({ group, raw }) => [
			group,
			(raw as { Messages: string[] }).Messages.length,
		]),
		[
			["group-1", 1],
			["group-3", 1],
			["group-4", 0],
		],
	);
});

test("a resource that a group lists twice is told once, with the differences of both", () => {
	const [first] = watching(["spec.a"]).resources;
	const [second] = watching(["spec.b"]).resources;
	const messages = update(
		{ resources: [first, second, first] },
		spec({ a: 1, b: 1 }),
		spec({ a: 2, b: 2 }),
	);
	assert.deepEqual(messages, [
		"spec.a:\n\t-: 1\n\t+: 2\n",
		"spec.b:\n\t-: 1\n\t+: 2\n",
	]);
});

test("fields of metadata alone leave the watch with metadata", () => {
	const objects = (fields: string[]) =>
		new PlannedCluster(watching(fields)).plan.watches[0]?.objects;
	assert.equal(objects(["metadata.labels.app"]), "metadata");
	assert.equal(objects(["metadata.labels.app", "spec.replicas"]), "whole");
	assert.equal(objects([]), "metadata");
});

test("a path that cannot be read leaves its group out", () => {
	const { plan } = new PlannedCluster(watching(["spec..image"]), watching([]));
	assert.deepEqual(plan.problems, [
		{
			group: "group-1",
			severity: "error",
			message:
				'"spec..image" is not a path of a field: recursive descent ("..") is not supported',
		},
	]);
	assert.equal(plan.watches.length, 1);
});

test("an update is told exactly when a watched field differs as JSON", () => {
	const value = fc.jsonValue({ maxDepth: 2 });
	fc.assert(
		fc.property(value, value, fc.boolean(), (before, after, same) => {
			const now = same ? before : after;
			const told = update(
				watching(["spec.a"]),
				spec({ a: before, noise: 1 }),
				spec({ a: now, noise: 2 }),
			) as string[] | undefined;
			const text = (it: unknown) => {
				if (it === null) return "<none>";
				return typeof it === "object" ? JSON.stringify(it) : String(it);
			};
			const differs =
				text(before) !== text(now) &&
				!(text(before) === "<none>" && text(now) === "false");
			assert.equal(told?.length, differs ? 1 : undefined);
		}),
		{ numRuns: 200 },
	);
});
