import assert from "node:assert/strict";
import { test } from "node:test";
import { isRefusal, ownCluster } from "./own-cluster.ts";

test("a no of the cluster is told apart from a cluster that does not answer", () => {
	const asked = "kubectl auth can-i impersonate users failed: ";
	for (const no of [
		"",
		"no",
		"no - RBAC: clusterrole not found",
		"Warning: the server doesn't have a resource type 'users'",
		"Warning: resource 'users' is not namespace scoped\n",
	])
		assert.equal(isRefusal(asked + no), true, no);
	for (const other of [
		"Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout",
		"error: You must be logged in to the server (Unauthorized)",
		"error: exec: executable aws not found",
		"nobody listens there",
	])
		assert.equal(isRefusal(asked + other), false, other);
});

test("the cluster is named after its context, and reached by the person's own file", () => {
	assert.deepEqual(ownCluster({ file: "/home/ana/kc", context: "Kind_Dev" }), {
		name: "kind-dev",
		labels: [],
		kubeconfig: "/home/ana/kc",
		context: "Kind_Dev",
	});
});
