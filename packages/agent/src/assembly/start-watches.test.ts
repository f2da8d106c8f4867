import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	createLife,
	createMetrics,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { startSimkube } from "@quarterdeck/simkube";
import { type Ending, tempDir, until } from "@quarterdeck/testkit";
import { createApiServer } from "../plumbing/kube/api-server.ts";
import type { RecordedCall } from "../plumbing/kube/call-recorder.ts";
import { readKubeconfig } from "../plumbing/kube/read-kubeconfig.ts";
import type { WatchedObject } from "../rooms/watches/index.ts";
import { startWatches } from "./start-watches.ts";

const watcher = { user: "watcher", groups: ["readers"] };
const maps = { apiVersion: "v1", resource: "configmaps", identity: watcher };
const rbac = "rbac.authorization.k8s.io";

/** A cluster whose readers may watch config maps, and what an agent's watches tell over all its lives. */
async function stage(t: Ending) {
	const kubernetes = await startSimkube({ workload: "pending" });
	t.after(() => kubernetes.stop());
	const allow = () => {
		kubernetes.objects.apply({
			apiVersion: `${rbac}/v1`,
			kind: "ClusterRole",
			metadata: { name: "reader" },
			rules: [
				{
					apiGroups: [""],
					resources: ["configmaps"],
					verbs: ["list", "watch"],
				},
			],
		});
		kubernetes.objects.apply({
			apiVersion: `${rbac}/v1`,
			kind: "ClusterRoleBinding",
			metadata: { name: "reader" },
			roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "reader" },
			subjects: [{ kind: "Group", name: "readers", apiGroup: rbac }],
		});
	};
	const folder = tempDir(t);
	const file = join(folder, "kubeconfig");
	writeFileSync(file, kubernetes.kubeconfig());
	const told: string[] = [];
	const calls: RecordedCall[] = [];
	return {
		kubernetes,
		allow,
		told,
		calls,
		put: (name: string, label: string) =>
			kubernetes.objects.apply({
				apiVersion: "v1",
				kind: "ConfigMap",
				metadata: { name, namespace: "default", labels: { is: label } },
			}),
		begin() {
			const life = createLife(silentLog);
			const api = createApiServer({
				access: readKubeconfig(file),
				clock: systemClock,
			});
			life.atEnd("api", () => api.stop());
			const watches = startWatches({
				stateDir: folder,
				api,
				record: (call) => calls.push(call),
				clock: systemClock,
				log: silentLog,
				metrics: createMetrics(),
				life,
			});
			t.after(() => life.stopAll());
			const keep = ({ metadata }: WatchedObject) => metadata.labels?.is;
			const followed = watches.follow(
				maps,
				{
					keeps: "labels",
					keep,
					onChange: (change) =>
						told.push(
							[
								change.kind,
								change.object?.metadata.name,
								change.kind === "added" ? "" : change.before,
								change.object && keep(change.object),
							]
								.filter(Boolean)
								.join(" "),
						),
				},
				"metadata",
			);
			return { watches, followed, stop: () => life.stopAll() };
		},
	};
}

test("a watch tells what changes, as its identity may see it, over cuts, restarts and compactions", async (t) => {
	const { kubernetes, allow, told, calls, put, begin } = await stage(t);
	allow();
	put("old", "a");
	const first = begin();
	const following = async ({ followed }: ReturnType<typeof begin>) =>
		until(() => followed.state().state === "following", {
			what: "following",
		});
	await following(first);
	put("old", "b");
	put("new", "a");
	await until(() => told.length >= 2, { what: "two changes" });
	await first.stop();
	put("new", "b");
	const second = begin();
	await until(() => told.length >= 3, { what: "what changed in between" });
	await second.stop();
	kubernetes.objects.remove("v1", "ConfigMap", "old", "default");
	put("new", "c");
	kubernetes.objects.compact();
	const third = begin();
	await until(() => told.length >= 5, { what: "what a list tells apart" });
	await following(third);
	assert.deepEqual(told.slice(0, 3), [
		"updated old a b",
		"added new a",
		"updated new a b",
	]);
	assert.deepEqual(told.slice(3).toSorted(), ["deleted b", "updated new b c"]);
	const all = kubernetes.objects.list("v1", "ConfigMap");
	assert.equal(third.watches.states()[0]?.state.objects, all.length);
	assert.ok(calls.every(({ reason }) => reason === "watch for sources"));
});

test("an identity that may not watch is said, and what it missed is no news once it may", async (t) => {
	const { allow, told, put, begin } = await stage(t);
	put("old", "a");
	const { followed } = begin();
	await until(() => followed.state().state === "failing", { what: "failing" });
	assert.equal(
		followed.state().problem,
		"the user watcher (groups readers) may not list and watch v1/configmaps in all namespaces",
	);
	allow();
	await until(() => followed.state().state === "following", {
		what: "following",
	});
	put("new", "a");
	await until(() => told.length > 0, { what: "a change" });
	assert.deepEqual(told, ["added new a"]);
});

test("one resource is followed once", async (t) => {
	const { begin } = await stage(t);
	const { watches, followed } = begin();
	const nothing = { keeps: "", keep: () => null, onChange() {} };
	assert.throws(
		() => watches.follow(maps, nothing, "whole"),
		/followed already/,
	);
	await followed.stop();
	await watches.follow(maps, nothing, "whole").stop();
});
