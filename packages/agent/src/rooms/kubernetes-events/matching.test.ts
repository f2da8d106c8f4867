import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Fields, PlannedCluster } from "./planned-cluster.fixture.ts";

const create = { types: ["create"] };
const pods = (more: object = {}) => ({
	resources: [{ type: "v1/pods", event: create, ...more }],
});

/** Whether a pod `web` in the namespace `shop` with these fields is heard of when it is created. */
function isHeard(config: object, fields: Fields = {}): boolean {
	const cluster = new PlannedCluster(config);
	assert.deepEqual(cluster.plan.problems, []);
	cluster.create("v1/pods", "web", fields);
	return cluster.said().length === 1;
}

describe("constraints", () => {
	const rows: readonly [string, object, boolean][] = [
		["none lets everything through", {}, true],
		["equal text is included", { include: ["shop"] }, true],
		["a pattern is found anywhere", { include: ["ho"] }, true],
		["a pattern may be anchored", { include: ["^ho"] }, false],
		["another text is not", { include: ["till"] }, false],
		["one of several is enough", { include: ["till", "s.op"] }, true],
		["everything", { include: [".*"] }, true],
		["exclude goes first", { include: [".*"], exclude: ["shop"] }, false],
		["exclude alone keeps out what it names", { exclude: ["sh"] }, false],
		["exclude alone lets the rest through", { exclude: ["till"] }, true],
		["a blank exclude is none", { include: [".*"], exclude: ["", " "] }, true],
		["RE2's classes", { include: ["^\\pL+$"] }, true],
	];
	for (const [name, namespaces, expected] of rows)
		test(`${name}: ${JSON.stringify(namespaces)}`, () => {
			assert.equal(isHeard(pods({ namespaces })), expected);
			assert.equal(isHeard({ ...pods(), namespaces }), expected);
		});

	test("names and namespaces are apart, and either can keep a change out", () => {
		assert.equal(isHeard(pods({ name: { include: ["^web$"] } })), true);
		assert.equal(isHeard(pods({ name: { include: ["shop"] } })), false);
	});

	test("no message and no reason count as empty text", () => {
		const event = (message: object) => ({ event: { ...create, message } });
		assert.equal(isHeard(pods(event({ include: ["x"] }))), false);
		assert.equal(isHeard(pods(event({ include: [".*"] }))), true);
		assert.equal(isHeard(pods(event({ include: ["^$"] }))), true);
		assert.equal(isHeard(pods(event({ exclude: ["x"] }))), true);
	});

	test("a pattern that would hang JavaScript's engine is answered", () => {
		const name = `${"a".repeat(250)}b`;
		const cluster = new PlannedCluster(
			pods({ name: { exclude: ["(a+)+$", "^(a|a)*$", "(.*)*c"] } }),
		);
		cluster.create("v1/pods", name);
		assert.equal(cluster.said().length, 1);
	});

	test("a pattern that is none leaves its group out, and no other", () => {
		const cluster = new PlannedCluster(
			pods({ name: { include: ["("] } }),
			pods({ name: { include: ["(a{1000}){1000}"] } }),
			pods(),
		);
		assert.deepEqual(
			cluster.plan.problems.map(({ group, severity }) => [group, severity]),
			[
				["group-1", "error"],
				["group-2", "error"],
			],
		);
		cluster.create("v1/pods", "web");
		assert.deepEqual(cluster.said(), [
			"group-3 success v1/pods created | shop/web",
		]);
	});
});

describe("labels and annotations", () => {
	const marked = { metadata: { labels: { app: "web", tier: "1" } } };
	const rows: readonly [object, boolean][] = [
		[{ app: "web" }, true],
		[{ app: "web", tier: 1 }, true],
		[{ app: "we" }, false],
		[{ app: "web", other: "x" }, false],
		[{ constructor: "x" }, false],
	];
	for (const [labels, expected] of rows)
		test(`${JSON.stringify(labels)} of a pod`, () => {
			assert.equal(isHeard(pods({ labels }), marked), expected);
			assert.equal(isHeard({ ...pods(), labels }, marked), expected);
			const annotated = { metadata: { annotations: marked.metadata.labels } };
			assert.equal(isHeard(pods({ annotations: labels }), annotated), expected);
		});
});

describe("what a resource says goes before what its group says", () => {
	const labelled = { metadata: { labels: { app: "web" } } };
	const rows: readonly [string, object, object, boolean][] = [
		["types", { event: { types: ["delete"] } }, { event: create }, true],
		["no types", { event: create }, { event: {} }, true],
		[
			"namespaces",
			{ namespaces: { include: ["till"] } },
			{ namespaces: { include: ["shop"] } },
			true,
		],
		[
			"exclude alone counts as defined",
			{ namespaces: { include: ["till"] } },
			{ namespaces: { exclude: ["till"] } },
			true,
		],
		["no namespaces", { namespaces: { include: ["till"] } }, {}, false],
		["labels", { labels: { app: "db" } }, { labels: { app: "web" } }, true],
		["no labels", { labels: { app: "db" } }, { labels: {} }, false],
		[
			"a reason takes the group's message with it",
			{ event: { message: { include: ["x"] } } },
			{ event: { ...create, reason: { exclude: ["x"] } } },
			true,
		],
		[
			"neither reason nor message",
			{ event: { message: { include: ["x"] } } },
			{ event: create },
			false,
		],
	];
	for (const [name, group, resource, expected] of rows)
		test(name, () => {
			assert.equal(
				isHeard(
					{
						...group,
						resources: [{ type: "v1/pods", event: create, ...resource }],
					},
					labelled,
				),
				expected,
			);
		});
});

describe("event types", () => {
	const heardTypes = (types: readonly string[]) => {
		const cluster = new PlannedCluster({
			resources: [{ type: "v1/pods", event: { types } }],
		});
		cluster.create("v1/pods", "web");
		cluster.update("v1/pods", "web");
		cluster.warn({ kind: "Pod", name: "web" }, "BackOff");
		cluster.remove("v1/pods", "web");
		return cluster.said().map((line) => line.split(" ")[3]);
	};
	for (const [type, word] of [
		["create", "created"],
		["update", "updated"],
		["delete", "deleted"],
		["error", "error"],
	] as const)
		test(type, () => assert.deepEqual(heardTypes([type]), [word]));
	test("all is these four, and is all there is", () => {
		const all = ["created", "updated", "error", "deleted"];
		assert.deepEqual(heardTypes(["all"]), all);
		assert.deepEqual(heardTypes(["all", "create", "warning"]), all);
		assert.deepEqual(heardTypes(["warning", "normal", "info"]), []);
		assert.deepEqual(heardTypes([]), []);
	});
});

test("an object whose end was missed is told by what was kept of it", () => {
	const config = {
		resources: [
			{
				type: "v1/pods",
				event: { types: ["delete"] },
				labels: { app: "web" },
			},
		],
	};
	const cluster = new PlannedCluster(config);
	cluster.has("v1/pods", "web", { metadata: { labels: { app: "web" } } });
	cluster.has("v1/pods", "db", { metadata: { labels: { app: "db" } } });
	cluster.remove("v1/pods", "web", { seen: false });
	cluster.remove("v1/pods", "db", { seen: false });
	const notice = cluster.one();
	assert.deepEqual(notice.object, {
		apiVersion: "v1",
		kind: "Pod",
		namespace: "shop",
		name: "web",
	});
	assert.deepEqual(cluster.times, [new Date("2026-11-30T12:00:00Z")]);
});

test("an object can be silenced by its annotation, also at its end", () => {
	const silent = {
		metadata: { annotations: { "botkube.io/disable": "true" } },
	};
	const all = pods({ event: { types: ["all"] } });
	const cluster = new PlannedCluster(all, {
		...all,
		filters: { objectAnnotationChecker: false },
	});
	cluster.create("v1/pods", "web", silent);
	cluster.update("v1/pods", "web", silent);
	cluster.warn({ kind: "Pod", name: "web" }, "BackOff");
	cluster.remove("v1/pods", "web", { seen: false });
	const said = cluster.said();
	assert.equal(said.length, 4);
	assert.ok(said.every((line) => line.startsWith("group-2 ")));
});

test("groups hear apart: what one filters out does not reach the next", () => {
	const cluster = new PlannedCluster(
		pods({ namespaces: { include: ["till"] } }),
		pods(),
		pods({ labels: { app: "db" } }),
		pods(),
	);
	cluster.create("v1/pods", "web");
	const ids = cluster.heard.map(({ id }) => id);
	assert.deepEqual(
		cluster.heard.map(({ group }) => group),
		["group-2", "group-4"],
	);
	assert.equal(new Set(ids).size, 1);
});

test("one watch for each resource and identity, whatever number of groups want it", () => {
	const reader = { user: "reader", groups: ["a", "b"] };
	const cluster = new PlannedCluster(
		pods(),
		pods({ event: { types: ["error"] } }),
		{ config: pods(), identity: reader },
		{ config: pods(), identity: { user: "reader", groups: ["b", "a"] } },
	);
	assert.deepEqual(
		cluster.plan.watches.map(
			({ resource, objects }) =>
				`${resource.resource} ${resource.identity?.user ?? ""} ${objects}`,
		),
		["pods  metadata", "events  whole", "pods reader metadata"],
	);
});
