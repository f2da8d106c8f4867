import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { KubeObject } from "../kube-object.ts";
import { builtInKinds } from "../openapi/built-in-types.ts";
import { type Cell, humanDuration, tableFor } from "./index.ts";

const nowMs = Date.parse("2026-11-22T06:10:00Z");
const createdAt = "2026-11-22T06:05:00Z";
const recordedFolder = new URL("../../testdata/tables/", import.meta.url);

function object(
	kind: string,
	fields: Record<string, unknown> = {},
): KubeObject {
	return {
		apiVersion: "v1",
		kind,
		...fields,
		metadata: {
			name: "x",
			creationTimestamp: createdAt,
			...(fields.metadata as object | undefined),
		},
	};
}

function cells(
	group: string,
	kind: string,
	fields: Record<string, unknown> = {},
): Cell[] {
	const { rows } = tableFor(
		{ group, version: "v1", kind },
		[object(kind, fields)],
		nowMs,
	);
	return rows[0] ?? [];
}

interface RecordedTable {
	columnDefinitions: unknown[];
	rows: { cells: Cell[] }[] | null;
}

const kindOf = (group: string, plural: string) =>
	builtInKinds().find(
		(one) =>
			one.plural === plural &&
			(group === ""
				? !one.apiVersion.includes("/")
				: one.apiVersion.startsWith(`${group}/`)),
	)?.kind ?? "";

describe("the columns of a kind", () => {
	for (const file of readdirSync(recordedFolder)) {
		const parts = file.replace(".json", "").split("_");
		const group = parts[0] === "api" ? "" : (parts[1] ?? "");
		const plural = parts.at(-1) ?? "";
		test(`${plural} are those a real server sent`, () => {
			const recorded: RecordedTable = JSON.parse(
				readFileSync(new URL(file, recordedFolder), "utf8"),
			);
			const { columnDefinitions } = tableFor(
				{ group, version: "v1", kind: kindOf(group, plural) },
				[],
				nowMs,
			);
			assert.deepEqual(columnDefinitions, recorded.columnDefinitions);
		});
	}

	test("have one cell each, whatever the object lacks", () => {
		for (const { apiVersion, kind } of builtInKinds()) {
			const group = apiVersion.includes("/")
				? (apiVersion.split("/")[0] ?? "")
				: "";
			for (const fields of [
				{},
				{ spec: {}, status: {} },
				{ spec: null, status: null, data: null },
			]) {
				const { columnDefinitions, rows } = tableFor(
					{ group, version: "v1", kind },
					[object(kind, fields)],
					nowMs,
				);
				assert.equal(
					rows[0]?.length,
					columnDefinitions.length,
					`${group}/${kind}`,
				);
				for (const cell of rows[0] ?? [])
					assert.notEqual(cell, undefined, `${group}/${kind}`);
			}
		}
	});

	test("without the wide ones are those of priority 0", () => {
		const { columnDefinitions, rows } = tableFor(
			{ group: "", version: "v1", kind: "Pod" },
			[object("Pod")],
			nowMs,
			{ includeWide: false },
		);
		assert.equal(columnDefinitions.length, 5);
		assert.equal(rows[0]?.length, 5);
	});
});

describe("a row", () => {
	const template = {
		spec: {
			containers: [
				{ name: "cart", image: "registry.example/cart:1.5.0" },
				{ name: "proxy", image: "registry.example/proxy:2" },
			],
		},
	};

	test("of a deployment is as recorded", () => {
		assert.deepEqual(
			cells("apps", "Deployment", {
				metadata: { name: "cart" },
				spec: {
					replicas: 5,
					selector: { matchLabels: { app: "cart" } },
					template,
				},
				status: { updatedReplicas: 3 },
			}),
			[
				"cart",
				"0/5",
				3,
				0,
				"5m",
				"cart,proxy",
				"registry.example/cart:1.5.0,registry.example/proxy:2",
				"app=cart",
			],
		);
	});

	test("of a service shows its ports and addresses", () => {
		const spec = {
			type: "ClusterIP",
			clusterIPs: ["10.0.0.7"],
			ports: [{ port: 80, protocol: "TCP" }],
			selector: { app: "cart" },
		};
		assert.deepEqual(cells("", "Service", { spec }), [
			"x",
			"ClusterIP",
			"10.0.0.7",
			"<none>",
			"80/TCP",
			"5m",
			"app=cart",
		]);
		assert.deepEqual(
			cells("", "Service", {
				spec: {
					...spec,
					type: "LoadBalancer",
					ports: [
						{ port: 80, nodePort: 30080, protocol: "TCP" },
						{ port: 53, protocol: "UDP" },
					],
				},
			}).slice(3, 5),
			["<pending>", "80:30080/TCP,53/UDP"],
		);
	});

	test("of endpoints shows three and counts the rest", () => {
		const addresses = [
			"10.0.0.1",
			"10.0.0.2",
			"10.0.0.3",
			"10.0.0.4",
			"10.0.0.5",
		].map((ip) => ({ ip }));
		assert.equal(
			cells("", "Endpoints", {
				subsets: [{ addresses, ports: [{ port: 80 }] }],
			})[1],
			"10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...",
		);
		assert.equal(cells("", "Endpoints")[1], "<none>");
	});

	test("of a binding shows its subjects by kind", () => {
		assert.deepEqual(
			cells("rbac.authorization.k8s.io", "RoleBinding", {
				roleRef: { kind: "Role", name: "pod-reader" },
				subjects: [
					{ kind: "Group", name: "ch-1" },
					{ kind: "User", name: "ana@example.com" },
					{ kind: "User", name: "bob" },
					{ kind: "ServiceAccount", name: "robot", namespace: "shop" },
				],
			}),
			[
				"x",
				"Role/pod-reader",
				"5m",
				"ana@example.com, bob",
				"ch-1",
				"shop/robot",
			],
		);
	});

	test("of a node names its roles and whether it takes pods", () => {
		assert.deepEqual(
			cells("", "Node", {
				metadata: { labels: { "node-role.kubernetes.io/control-plane": "" } },
				spec: { unschedulable: true },
				status: {
					conditions: [{ type: "Ready", status: "True" }],
					addresses: [{ type: "InternalIP", address: "10.1.0.1" }],
					nodeInfo: { kubeletVersion: "v1.32.0" },
				},
			}).slice(1, 7),
			[
				"Ready,SchedulingDisabled",
				"control-plane",
				"5m",
				"v1.32.0",
				"10.1.0.1",
				"<none>",
			],
		);
	});

	test("of a job tells how it ended and how long it took", () => {
		assert.deepEqual(
			cells("batch", "Job", {
				spec: { completions: 1, template },
				status: {
					succeeded: 1,
					startTime: createdAt,
					completionTime: "2026-11-22T06:05:42Z",
					conditions: [{ type: "Complete", status: "True" }],
				},
			}).slice(1, 5),
			["Complete", "1/1", "42s", "5m"],
		);
	});

	test("of an event tells when, what and about whom", () => {
		assert.deepEqual(
			cells("", "Event", {
				firstTimestamp: createdAt,
				lastTimestamp: "2026-11-22T06:09:00Z",
				count: 4,
				type: "Warning",
				reason: "BackOff",
				involvedObject: {
					kind: "Pod",
					name: "cart-1",
					fieldPath: "spec.containers{cart}",
				},
				source: { component: "kubelet", host: "n1" },
				message: "Back-off restarting failed container\n",
			}),
			[
				"60s",
				"Warning",
				"BackOff",
				"pod/cart-1",
				"spec.containers{cart}",
				"kubelet, n1",
				"Back-off restarting failed container",
				"5m",
				4,
				"x",
			],
		);
	});

	test("of a kind without columns of its own shows when it was created", () => {
		assert.deepEqual(cells("rbac.authorization.k8s.io", "Role"), [
			"x",
			createdAt,
		]);
	});
});

describe("a pod's row", () => {
	const pod = (status: unknown, more: Record<string, unknown> = {}) =>
		cells("", "Pod", {
			spec: { containers: [{ name: "a" }, { name: "b" }] },
			status,
			...more,
		}).slice(1, 4);
	const running = { ready: true, restartCount: 0, state: { running: {} } };

	const cases: [string, unknown, Record<string, unknown>, Cell[]][] = [
		[
			"that waits for a node",
			{ phase: "Pending" },
			{},
			["0/2", "Pending", "0"],
		],
		[
			"that runs",
			{ phase: "Running", containerStatuses: [running, running] },
			{},
			["2/2", "Running", "0"],
		],
		[
			"that crashes again and again",
			{
				phase: "Running",
				containerStatuses: [
					{
						ready: false,
						restartCount: 3,
						state: { waiting: { reason: "CrashLoopBackOff" } },
						lastState: { terminated: { finishedAt: "2026-11-22T06:05:00Z" } },
					},
					running,
				],
			},
			{},
			["1/2", "CrashLoopBackOff", "3 (5m ago)"],
		],
		[
			"whose first container ended badly",
			{
				phase: "Failed",
				containerStatuses: [
					{
						restartCount: 0,
						state: { terminated: { reason: "OOMKilled", exitCode: 137 } },
					},
				],
			},
			{},
			["0/2", "OOMKilled", "0"],
		],
		[
			"that ended without a reason",
			{
				phase: "Failed",
				containerStatuses: [{ state: { terminated: { exitCode: 3 } } }],
			},
			{},
			["0/2", "ExitCode:3", "0"],
		],
		[
			"that was killed",
			{
				phase: "Failed",
				containerStatuses: [
					{ state: { terminated: { signal: 9, exitCode: 137 } } },
				],
			},
			{},
			["0/2", "Signal:9", "0"],
		],
		[
			"that was evicted",
			{ phase: "Failed", reason: "Evicted" },
			{},
			["0/2", "Evicted", "0"],
		],
		[
			"that is done",
			{
				phase: "Succeeded",
				containerStatuses: [
					{ state: { terminated: { reason: "Completed", exitCode: 0 } } },
				],
			},
			{},
			["0/2", "Completed", "0"],
		],
		[
			"half done and still running",
			{
				phase: "Running",
				conditions: [{ type: "Ready", status: "True" }],
				containerStatuses: [
					{ state: { terminated: { reason: "Completed", exitCode: 0 } } },
					running,
				],
			},
			{},
			["1/2", "Running", "0"],
		],
		[
			"that is being deleted",
			{ phase: "Running", containerStatuses: [running, running] },
			{ metadata: { deletionTimestamp: createdAt } },
			["2/2", "Terminating", "0"],
		],
		[
			"whose node was lost",
			{ phase: "Running", reason: "NodeLost" },
			{ metadata: { deletionTimestamp: createdAt } },
			["0/2", "Unknown", "0"],
		],
		[
			"held back from scheduling",
			{
				phase: "Pending",
				conditions: [
					{ type: "PodScheduled", status: "False", reason: "SchedulingGated" },
				],
			},
			{},
			["0/2", "SchedulingGated", "0"],
		],
		[
			"in its second init container",
			{
				phase: "Pending",
				initContainerStatuses: [
					{ name: "i", state: { terminated: { exitCode: 0 } } },
					{ name: "j", state: { running: {} } },
				],
				containerStatuses: [
					{ state: { waiting: { reason: "PodInitializing" } } },
				],
			},
			{
				spec: {
					containers: [{ name: "a" }],
					initContainers: [{ name: "i" }, { name: "j" }],
				},
			},
			["0/1", "Init:1/2", "0"],
		],
		[
			"whose init container fails",
			{
				phase: "Pending",
				initContainerStatuses: [
					{
						name: "i",
						restartCount: 2,
						state: { terminated: { reason: "Error", exitCode: 1 } },
					},
				],
			},
			{
				spec: { containers: [{ name: "a" }], initContainers: [{ name: "i" }] },
			},
			["0/1", "Init:Error", "2"],
		],
		[
			"with a sidecar",
			{
				phase: "Running",
				initContainerStatuses: [
					{
						name: "s",
						started: true,
						ready: true,
						restartCount: 1,
						state: { running: {} },
					},
				],
				containerStatuses: [running],
			},
			{
				spec: {
					containers: [{ name: "a" }],
					initContainers: [{ name: "s", restartPolicy: "Always" }],
				},
			},
			["2/2", "Running", "1"],
		],
	];
	for (const [name, status, more, expected] of cases)
		test(`${name} shows ${expected.join(" ")}`, () => {
			assert.deepEqual(pod(status, more), expected);
		});
});

describe("a custom kind's row", () => {
	const widget = object("Widget", {
		spec: { size: 3, nested: { "a.b": ["x", "y"] }, half: 1.5 },
		status: { conditions: [{ type: "Ready", status: "True" }] },
	});
	const show = (type: string, jsonPath: string) =>
		tableFor(
			{ group: "example.com", version: "v1", kind: "Widget" },
			[widget],
			nowMs,
			{
				crdColumns: [{ name: "C", type, jsonPath }],
			},
		).rows[0]?.[1];

	test("follows the paths of its columns", () => {
		assert.equal(show("integer", ".spec.size"), 3);
		assert.equal(show("string", ".spec.size"), "3");
		assert.equal(show("number", ".spec.half"), 1.5);
		assert.equal(show("string", ".spec.nested['a.b'][1]"), "y");
		assert.equal(show("string", ".spec.nested.a\\.b[0]"), "x");
		assert.equal(
			show("string", '.status.conditions[?(@.type=="Ready")].status'),
			"True",
		);
		assert.equal(show("date", ".metadata.creationTimestamp"), "5m");
		assert.equal(show("string", ".spec.nested"), '{"a.b":["x","y"]}');
	});

	test("leaves a cell empty where nothing fits", () => {
		for (const path of [
			".spec.none",
			".spec.size.deeper",
			".spec[",
			"",
			".spec.nested['a.b'][9]",
		])
			assert.equal(show("integer", path), null, path);
		assert.equal(show("boolean", ".spec.size"), null);
		assert.equal(show("odd", ".spec.size"), null);
	});

	test("without columns shows its age", () => {
		const { columnDefinitions, rows } = tableFor(
			{ group: "example.com", version: "v1", kind: "Widget" },
			[widget],
			nowMs,
			{ crdColumns: [] },
		);
		assert.deepEqual(
			columnDefinitions.map(({ name }) => name),
			["Name", "Age"],
		);
		assert.deepEqual(rows, [["x", "5m"]]);
	});

	test("no path at all makes it fail", () => {
		fc.assert(
			fc.property(fc.string(), (path) => {
				show("string", path);
			}),
		);
	});
});

describe("a span of time", () => {
	const minute = 60;
	const hour = 60 * minute;
	const day = 24 * hour;
	const cases: [number, string][] = [
		[-5, "<invalid>"],
		[-1, "0s"],
		[0, "0s"],
		[119, "119s"],
		[120, "2m"],
		[145, "2m25s"],
		[10 * minute, "10m"],
		[179 * minute, "179m"],
		[3 * hour, "3h"],
		[3 * hour + 5 * minute, "3h5m"],
		[9 * hour, "9h"],
		[47 * hour, "47h"],
		[2 * day, "2d"],
		[2 * day + 3 * hour, "2d3h"],
		[8 * day, "8d"],
		[729 * day, "729d"],
		[730 * day, "2y"],
		[3 * 365 * day + 4 * day, "3y4d"],
		[9 * 365 * day, "9y"],
	];
	for (const [seconds, text] of cases)
		test(`of ${seconds} s is ${text}`, () => {
			assert.equal(humanDuration(seconds * 1000), text);
		});
});
