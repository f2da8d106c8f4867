import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { clusterNameFrom, findOwnKubeconfig } from "./own-kubeconfig.ts";

const sound = `
current-context: prod
contexts: [{name: prod, context: {cluster: a, user: b}}, {name: kind-dev, context: {}}]
`;

function file(t: Parameters<typeof tempDir>[0], text: string): string {
	const path = join(tempDir(t), "kubeconfig");
	writeFileSync(path, text);
	return path;
}

test("the current context is meant unless another is named", (t) => {
	const kubeconfig = file(t, sound);
	assert.deepEqual(findOwnKubeconfig({ kubeconfig }, {}), {
		file: kubeconfig,
		context: "prod",
	});
	const named = findOwnKubeconfig({ kubeconfig, context: "kind-dev" }, {});
	assert.equal(named.context, "kind-dev");
});

test("several files in KUBECONFIG are merged as kubectl does, and handed on as they are", (t) => {
	const first = file(t, "contexts: [{name: eu, context: {}}]");
	const second = file(t, sound);
	const both = `${first}:${second}`;
	const found = findOwnKubeconfig({}, { KUBECONFIG: `/nowhere::${both}` });
	assert.deepEqual(found, { file: both, context: "prod" });
	const named = { kubeconfig: both, context: "eu" };
	assert.deepEqual(findOwnKubeconfig(named, {}), { file: both, context: "eu" });
	assert.throws(
		() => findOwnKubeconfig({ kubeconfig: "/dev/zero" }, {}),
		/\/dev\/zero is not a kubeconfig: it is not a regular file/,
	);
	assert.throws(
		() => findOwnKubeconfig({}, { KUBECONFIG: "/nowhere/a:/nowhere/b" }),
		/no kubeconfig at \/nowhere\/a or \/nowhere\/b/,
	);
});

test("a context that is not there is told with those that are", (t) => {
	assert.throws(
		() => findOwnKubeconfig({ kubeconfig: file(t, sound), context: "x" }, {}),
		/no context x.*--context: prod, kind-dev/s,
	);
	const none = file(t, "contexts: [{name: only}]");
	assert.throws(
		() => findOwnKubeconfig({ kubeconfig: none }, {}),
		/no current context.*--context: only/s,
	);
});

test("a file that is none, and none at all, are told with what to do", (t) => {
	for (const text of ["{{{ : x", "contexts: 7", "just words", "[]", "\0\u0001"])
		assert.throws(
			() => findOwnKubeconfig({ kubeconfig: file(t, text) }, {}),
			/is not a kubeconfig.*qd up --demo/s,
			text,
		);
	assert.throws(
		() => findOwnKubeconfig({ kubeconfig: "/nowhere/at/all" }, {}),
		/no kubeconfig at \/nowhere\/at\/all.*--kubeconfig/s,
	);
	assert.throws(
		() => findOwnKubeconfig({}, { KUBERNETES_SERVICE_HOST: "10.0.0.1" }),
		/In a pod/,
	);
});

test("any context becomes a name a cluster can have", () => {
	assert.equal(clusterNameFrom("kind-dev"), "kind-dev");
	assert.equal(
		clusterNameFrom("arn:aws:eks:eu-1:12:cluster/Prod"),
		"arn-aws-eks-eu-1-12-cluster-prod",
	);
	assert.equal(clusterNameFrom("…"), "cluster");
	assert.match(
		clusterNameFrom(`-${"a-".repeat(99)}`),
		/^[a-z0-9].{0,61}[a-z0-9]$/,
	);
});
