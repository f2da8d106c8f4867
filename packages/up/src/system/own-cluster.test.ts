import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir, testKubectl } from "@quarterdeck/testkit";
import { isRefusal, ownCluster, whyNotToImpersonate } from "./own-cluster.ts";

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
	const found = { file: "/home/ana/kc", context: "Kind_Dev" };
	assert.deepEqual(ownCluster(found, { AWS_PROFILE: "prod", EDITOR: "vi" }), {
		name: "kind-dev",
		labels: [],
		kubeconfig: "/home/ana/kc",
		context: "Kind_Dev",
		environment: { AWS_PROFILE: "prod" },
	});
});

test("the credential program of a person's kubeconfig is told which account is meant, and none of our secrets", async (t) => {
	const dir = tempDir(t);
	const told = join(dir, "told");
	const program = join(dir, "get-token");
	writeFileSync(program, `#!/bin/sh\nenv > ${told}\nexit 1\n`, { mode: 0o755 });
	const file = join(dir, "kubeconfig");
	writeFileSync(
		file,
		`
current-context: eks
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
contexts: [{name: eks, context: {cluster: c, user: u}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ${program}, interactiveMode: Never}}}]
`,
	);
	const environment = {
		PATH: "/usr/bin:/bin",
		HOME: dir,
		AWS_PROFILE: "prod",
		AWS_REGION: "eu-west-1",
		CLOUDSDK_CORE_PROJECT: "shop",
		AZURE_CONFIG_DIR: "/az",
		HTTPS_PROXY: "http://proxy:3128",
		QD_TOKEN: "qdt_secret",
		DATABASE_URL: "postgres://secret",
		GITHUB_TOKEN: "secret",
		NODE_OPTIONS: "--import=/tmp/x.js",
	};
	const machine = { environment, root: dir };
	const kubectl = await testKubectl();
	await whyNotToImpersonate(
		ownCluster({ file, context: "eks" }, environment),
		{ path: kubectl, version: "", source: "path" },
		{ machine },
	);
	const seen = readFileSync(told, "utf8");
	for (const one of [
		"AWS_PROFILE=prod",
		"AWS_REGION=eu-west-1",
		"CLOUDSDK_CORE_PROJECT=shop",
		"AZURE_CONFIG_DIR=/az",
		"HTTPS_PROXY=http://proxy:3128",
	])
		assert.ok(seen.split("\n").includes(one), one);
	assert.doesNotMatch(seen, /secret|NODE_OPTIONS/);
});
