import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { builtInKinds } from "../built-in-types/built-in-types.ts";
import type { KubeObject } from "../kube-object.ts";
import { type Cell, tableFor } from "./index.ts";

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
