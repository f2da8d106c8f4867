import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	eventOf,
	type Fields,
	PlannedCluster,
} from "./planned-cluster.fixture.ts";

const errors = (more: object = {}, type = "v1/pods") => ({
	event: { types: ["error"] },
	resources: [{ type }],
	...more,
});
const web = { kind: "Pod", name: "web" };
const labelled: Fields = { metadata: { labels: { app: "web" } } };

test("a warning is told of the object it is about", () => {
	const cluster = new PlannedCluster(errors());
	cluster.has("v1/pods", "web");
	cluster.warn(web, "BackOff", { action: "Pulling", count: 3 });
	const notice = cluster.one();
	assert.equal(notice.title, "v1/pods error");
	assert.equal(notice.level, "error");
	assert.equal(notice.reason, "BackOff");
	assert.deepEqual(notice.object, {
		apiVersion: "v1",
		kind: "Pod",
		namespace: "shop",
		name: "web",
	});
	assert.deepEqual(notice.raw, {
		APIVersion: "v1",
		Kind: "Pod",
		Title: "v1/pods error",
		Name: "web",
		Namespace: "shop",
		Messages: ["BackOff happened"],
		Type: "error",
		Reason: "BackOff",
		Level: "error",
		Cluster: "shop-eu",
		TimeStamp: "2026-11-30T11:30:00.000Z",
		Count: 3,
		Action: "Pulling",
		Resource: "v1/pods",
		Recommendations: [],
		Warnings: [],
	});
	assert.deepEqual(cluster.times, [new Date("2026-11-30T11:30:00Z")]);
});

describe("which Events are told", () => {
	const rows: readonly [string, object, Fields, boolean][] = [
		["a warning", {}, {}, true],
		["in any case", {}, { type: "WARNING" }, true],
		["a normal one", {}, { type: "Normal" }, false],
		["one without a type", {}, { type: undefined }, false],
		[
			"about something else",
			{},
			{ involvedObject: { apiVersion: "v1", kind: "Service", name: "web" } },
			false,
		],
		[
			"about a kind nobody knows",
			{},
			{ involvedObject: { apiVersion: "x/v1", kind: "Y", name: "web" } },
			false,
		],
		["about nothing", {}, { involvedObject: null }, false],
		[
			"of an excluded reason",
			{ event: { types: ["error"], reason: { exclude: ["Back"] } } },
			{},
			false,
		],
		[
			"of another than the excluded reason",
			{ event: { types: ["error"], reason: { exclude: ["Unh"] } } },
			{},
			true,
		],
		[
			"of an included message",
			{ event: { types: ["error"], message: { include: ["happened$"] } } },
			{},
			true,
		],
		[
			"of an excluded message",
			{ event: { types: ["error"], message: { exclude: ["happened$"] } } },
			{},
			false,
		],
		["of another namespace", { namespaces: { include: ["till"] } }, {}, false],
	];
	for (const [name, config, fields, expected] of rows)
		test(name, () => {
			const cluster = new PlannedCluster(errors(config));
			cluster.has("v1/pods", "web");
			cluster.warn(web, "BackOff", fields);
			assert.equal(cluster.heard.length, expected ? 1 : 0);
		});
});

test("a warning that repeats is a notice of the same topic, and other updates of it are none", () => {
	const cluster = new PlannedCluster(errors());
	cluster.has("v1/pods", "web");
	const event = (more: Fields) => ({ ...eventOf(web, "BackOff"), ...more });
	cluster.create("v1/events", "web.1", event({}));
	cluster.update("v1/events", "web.1", event({ note: "annotated" }));
	cluster.update("v1/events", "web.1", event({ count: 2 }));
	cluster.update(
		"v1/events",
		"web.1",
		event({ count: 2, series: { count: 7 } }),
	);
	cluster.remove("v1/events", "web.1");
	const { heard } = cluster;
	assert.deepEqual(
		heard.map(({ raw }) => (raw as { Count: number }).Count),
		[1, 2, 7],
	);
	assert.equal(new Set(heard.map(({ topic }) => topic)).size, 1);
	assert.equal(new Set(heard.map(({ id }) => id)).size, 3);
});

test("what was told before the watch began is not told when its Event is updated otherwise", () => {
	const cluster = new PlannedCluster(errors());
	cluster.has("v1/pods", "web");
	cluster.has("v1/events", "web.1", { ...eventOf(web, "BackOff"), count: 5 });
	cluster.update("v1/events", "web.1", {
		...eventOf(web, "BackOff"),
		count: 5,
	});
	assert.equal(cluster.heard.length, 0);
	cluster.update("v1/events", "web.1", {
		...eventOf(web, "BackOff"),
		count: 6,
	});
	assert.equal(cluster.heard.length, 1);
});

test("labels and annotations are those of the object, not of the Event", () => {
	const cluster = new PlannedCluster(
		errors({ labels: { app: "web" } }),
		errors({ annotations: { owner: "dana" } }),
		errors({ labels: { app: "event" } }),
	);
	cluster.has("v1/pods", "web", {
		metadata: { labels: { app: "web" }, annotations: { owner: "dana" } },
	});
	cluster.warn(web, "BackOff", { metadata: { labels: { app: "event" } } });
	assert.deepEqual(
		cluster.heard.map(({ group }) => group),
		["group-1", "group-2"],
	);
});

describe("an object that its watch does not have", () => {
	test("is told of, unless a filter asks for its labels", () => {
		const cluster = new PlannedCluster(
			errors(),
			errors({ labels: { app: "web" } }),
		);
		cluster.warn(web, "Killing");
		assert.deepEqual(cluster.said(), [
			"group-1 error v1/pods error | shop/web | Killing happened",
		]);
	});

	test("is waited for once, when the warning is young", () => {
		const cluster = new PlannedCluster(
			errors({ labels: { app: "web" } }),
			errors(),
		);
		const young: Fields = {
			metadata: { creationTimestamp: new Date(cluster.nowMs).toISOString() },
		};
		const event = { ...eventOf(web, "FailedScheduling"), ...young };
		assert.throws(
			() => cluster.create("v1/events", "e", event),
			/not been seen yet/,
		);
		assert.equal(cluster.heard.length, 0);
		cluster.has("v1/pods", "web", labelled);
		cluster.create("v1/events", "e", event);
		assert.equal(cluster.heard.length, 2);

		const gone = {
			...eventOf({ kind: "Pod", name: "gone" }, "Killing"),
			...young,
		};
		assert.throws(() => cluster.create("v1/events", "e2", gone));
		cluster.create("v1/events", "e2", gone);
		assert.deepEqual(
			cluster.heard.slice(2).map(({ group }) => group),
			["group-2"],
		);
	});

	test("because it may not be read, is silent to label filters only", () => {
		const cluster = new PlannedCluster(
			errors({ labels: { app: "web" } }),
			errors(),
		);
		cluster.unreadable.add("v1/pods");
		cluster.warn(web, "BackOff");
		assert.deepEqual(
			cluster.heard.map(({ group }) => group),
			["group-2"],
		);
	});

	test("because it has not been listed yet, is waited for", () => {
		const cluster = new PlannedCluster(errors());
		cluster.notReady.add("v1/pods");
		assert.throws(() => cluster.warn(web, "BackOff"), /not listed yet/);
		assert.equal(cluster.heard.length, 0);
	});
});

test("nothing is looked up for a warning that no group wants anyway", () => {
	const cluster = new PlannedCluster(
		errors({ namespaces: { include: ["till"] } }),
	);
	cluster.notReady.add("v1/pods");
	cluster.warn(web, "BackOff");
	assert.equal(cluster.heard.length, 0);
});

describe("nodes", () => {
	const nodes = errors({}, "v1/nodes");
	const node = { kind: "Node", name: "n1", apiVersion: "" };

	test("that are not ready are errors, and ready again ends the topic", () => {
		const cluster = new PlannedCluster(nodes, {
			...nodes,
			filters: { nodeEventsChecker: false },
		});
		cluster.has("v1/nodes", "n1");
		cluster.warn(node, "NodeNotReady", { type: "Normal" });
		cluster.warn(node, "NodeReady", { type: "Normal" });
		cluster.warn(node, "Starting", { type: "Normal" });
		cluster.warn(node, "Rebooted");
		const { heard } = cluster;
		assert.deepEqual(
			heard.map(({ group, level, title, reason, resolved }) =>
				[group, level, title, reason, resolved ?? false].join(" "),
			),
			[
				"group-1 error v1/nodes error NodeNotReady false",
				"group-1 info v1/nodes info NodeReady true",
				"group-1 error v1/nodes error Rebooted false",
				"group-2 error v1/nodes error Rebooted false",
			],
		);
		assert.equal(heard[0]?.topic, heard[1]?.topic);
		assert.notEqual(heard[0]?.topic, heard[2]?.topic);
	});

	test("of the chart's default, which only excludes a message, are heard of", () => {
		const cluster = new PlannedCluster({
			event: { types: ["error"] },
			resources: [
				{
					type: "v1/nodes",
					event: { message: { exclude: [".*nf_conntrack_buckets.*"] } },
				},
			],
		});
		cluster.has("v1/nodes", "n1");
		cluster.warn(node, "SystemOOM");
		cluster.warn(node, "Sysctl", {
			message: "setting nf_conntrack_buckets failed",
		});
		assert.deepEqual(
			cluster.heard.map(({ reason }) => reason),
			["SystemOOM"],
		);
	});

	test("that come and go are told where listed; that they live is not", () => {
		const all = {
			event: { types: ["all"] },
			resources: [{ type: "v1/nodes" }],
		};
		const cluster = new PlannedCluster(all, {
			...all,
			filters: { nodeEventsChecker: false },
		});
		cluster.create("v1/nodes", "n1");
		cluster.update("v1/nodes", "n1");
		cluster.remove("v1/nodes", "n1", { namespace: "" });
		assert.deepEqual(cluster.said(), [
			"group-1 success v1/nodes created | /n1",
			"group-2 success v1/nodes created | /n1",
			"group-2 info v1/nodes updated | /n1",
			"group-1 error v1/nodes deleted | /n1",
			"group-2 error v1/nodes deleted | /n1",
		]);
	});
});
