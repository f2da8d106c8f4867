import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { KubeObject } from "../kube-object.ts";
import { type Cell, tableFor } from "./index.ts";

const nowMs = Date.parse("2026-11-22T06:10:00Z");
const createdAt = "2026-11-22T06:05:00Z";

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
