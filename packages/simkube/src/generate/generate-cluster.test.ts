import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { KubeObject } from "../kube-object.ts";
import { labelSelectorFromObject } from "../selectors/index.ts";
import { tableFor } from "../tables/index.ts";
import {
	decodingProblem,
	unknownFields,
	validate,
} from "../validation/index.ts";
import { type ClusterOptions, generateCluster } from "./index.ts";

const nowMs = Date.parse("2026-11-22T06:00:00Z");
const all = (options: Partial<ClusterOptions> = {}): KubeObject[] => [
	...generateCluster({ seed: 7, nowMs, ...options }),
];
const keyOf = ({ apiVersion, kind, metadata }: KubeObject) =>
	`${apiVersion}/${kind}/${metadata.namespace ?? ""}/${metadata.name}`;

describe("a generated cluster", () => {
	const objects = all();
	const ofKind = (kind: string) =>
		objects.filter((object) => object.kind === kind);

	test("of one object too few is still a cluster", () => {
		for (const options of [
			{ nodes: 0, namespaces: 0, deploymentsPerNamespace: 0 },
			{ pods: 0 },
			{ pods: 1, nodes: 1 },
		]) {
			const small = all(options);
			assert.ok(
				small.some(
					({ kind, metadata }) =>
						kind === "Namespace" && metadata.name === "shop",
				),
			);
			assert.ok(small.some(({ kind }) => kind === "Node"));
		}
	});

	test("holds only what a server would accept", () => {
		for (const object of objects) {
			const name = keyOf(object);
			assert.deepEqual(unknownFields(object), [], name);
			assert.equal(decodingProblem(object), undefined, name);
			assert.deepEqual(validate(object), [], name);
		}
	});

	test("names nothing twice", () => {
		const keys = new Set(objects.map(keyOf));
		const uids = new Set(objects.map(({ metadata }) => metadata.uid));
		const ips = ofKind("Pod")
			.map(({ status }) => status.podIP)
			.filter(Boolean);
		assert.equal(keys.size, objects.length);
		assert.equal(uids.size, objects.length);
		assert.equal(new Set(ips).size, ips.length);
	});

	test("is the same for the same seed and another for another", () => {
		assert.deepEqual(all(), objects);
		assert.notDeepEqual(all({ seed: 8 }), objects);
		assert.notDeepEqual(all({ seed: "eu" }), all({ seed: "us" }));
	});

	test("makes owners before what they own, and namespaces before what is in them", () => {
		const seen = new Map<string | undefined, KubeObject>();
		const namespaces = new Set<string>();
		for (const object of objects) {
			for (const { uid, name, kind } of object.metadata.ownerReferences ?? []) {
				const owner = seen.get(uid);
				assert.equal(owner?.metadata.name, name);
				assert.equal(owner?.kind, kind);
				assert.equal(owner?.metadata.namespace, object.metadata.namespace);
			}
			if (object.metadata.namespace !== undefined)
				assert.ok(namespaces.has(object.metadata.namespace));
			if (object.kind === "Namespace")
				namespaces.add(object.metadata.name ?? "");
			seen.set(object.metadata.uid, object);
		}
	});

	test("has pods that their deployments select, on nodes that exist", () => {
		const nodes = new Set(ofKind("Node").map(({ metadata }) => metadata.name));
		for (const pod of ofKind("Pod"))
			if (pod.spec.nodeName !== undefined)
				assert.ok(nodes.has(pod.spec.nodeName));
		for (const deployment of ofKind("Deployment")) {
			const selects = labelSelectorFromObject(deployment.spec.selector);
			const pods = ofKind("Pod").filter(
				({ metadata }) =>
					metadata.namespace === deployment.metadata.namespace &&
					selects(metadata.labels),
			);
			const ready = pods.filter(({ status }) =>
				status.containerStatuses?.every((one: { ready: boolean }) => one.ready),
			);
			assert.equal(pods.length, deployment.spec.replicas);
			assert.equal(ready.length, deployment.status.readyReplicas ?? 0);
		}
	});

	test("shows a shop with a cart that works and a checkout that does not", () => {
		const pods = ofKind("Pod").filter(
			({ metadata }) => metadata.namespace === "shop",
		);
		const { rows } = tableFor(
			{ group: "", version: "v1", kind: "Pod" },
			pods,
			nowMs,
		);
		const shown = (name: string) =>
			rows
				.filter(([pod]) => String(pod).startsWith(`${name}-`))
				.map(([, ready, status]) => `${ready} ${status}`);
		assert.deepEqual(shown("cart"), [
			"2/2 Running",
			"2/2 Running",
			"2/2 Running",
		]);
		assert.deepEqual(shown("checkout"), [
			"1/1 Running",
			"0/1 CrashLoopBackOff",
		]);
		assert.deepEqual(shown("nightly-report").sort(), [
			"0/1 Completed",
			"0/1 Error",
		]);
		for (const [, , , , age] of rows) assert.match(String(age), /^\d+[smhdy]/);
	});
});

describe("a large generated cluster", () => {
	test("comes one object at a time, with as many pods as asked for", () => {
		const pods = 20_000;
		const statuses = new Map<string, number>();
		let deployed = 0;
		for (const object of generateCluster({ seed: 1, nowMs, pods })) {
			if (object.kind !== "Pod") continue;
			if (object.metadata.labels?.app !== undefined) deployed += 1;
			const [row] = tableFor(
				{ group: "", version: "v1", kind: "Pod" },
				[object],
				nowMs,
			).rows;
			const status = String(row?.[2]);
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
		}
		assert.equal(deployed, pods);
		for (const status of [
			"Running",
			"CrashLoopBackOff",
			"ImagePullBackOff",
			"Pending",
			"OOMKilled",
			"Completed",
		])
			assert.ok(
				(statuses.get(status) ?? 0) > 20,
				`${status}: ${statuses.get(status)}`,
			);
		assert.ok((statuses.get("Running") ?? 0) > pods * 0.85);
	});

	test("need not be taken to its end", () => {
		const endless = generateCluster({
			seed: 1,
			nowMs,
			pods: 10_000_000,
			nodes: 10,
			namespaces: 10,
		});
		assert.equal(endless.next().value?.kind, "Node");
		assert.equal(endless.return(undefined).done, true);
	});
});
