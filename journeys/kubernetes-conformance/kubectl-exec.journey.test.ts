import assert from "node:assert/strict";
import { test } from "node:test";
import { startSimkube } from "@quarterdeck/simkube";
import { createTestedKubectl } from "./tested-kubectl.ts";

for (const webSockets of ["true", "false"]) {
	const way = webSockets === "true" ? "WebSocket" : "SPDY";
	test(`kubectl runs a command in a container over ${way}`, async (t) => {
		await using simkube = await startSimkube();
		const kubectl = await createTestedKubectl(t, simkube.kubeconfig(), {
			KUBECTL_REMOTE_COMMAND_WEBSOCKETS: webSockets,
		});
		simkube.objects.apply({
			apiVersion: "v1",
			kind: "Pod",
			metadata: { name: "one", namespace: "default" },
			spec: { containers: [{ name: "main", image: "web:1" }] },
		});
		simkube.objects.apply({
			apiVersion: "rbac.authorization.k8s.io/v1",
			kind: "ClusterRoleBinding",
			metadata: { name: "bob" },
			roleRef: {
				apiGroup: "rbac.authorization.k8s.io",
				kind: "ClusterRole",
				name: "view",
			},
			subjects: [
				{ kind: "User", name: "bob", apiGroup: "rbac.authorization.k8s.io" },
			],
		});
		simkube.objects.settle();
		const echo = await kubectl.run(["exec", "one", "--", "echo", "hello"]);
		assert.equal(echo.stdout, "hello\n", echo.stderr);
		const cat = await kubectl.run(
			["exec", "-i", "one", "--", "cat"],
			"through",
		);
		assert.equal(cat.stdout, "through", cat.stderr);
		const failed = await kubectl.run([
			"exec",
			"one",
			"--",
			"sh",
			"-c",
			"exit 7",
		]);
		assert.equal(failed.exitCode, 7);
		assert.match(failed.stderr, /command terminated with exit code 7/);
		const nobody = await kubectl.run([
			"exec",
			"one",
			"--as",
			"bob",
			"--",
			"true",
		]);
		assert.match(
			nobody.stderr,
			/User "bob" cannot (create|get) resource "pods\/exec" in API group "" in the namespace "default"/,
		);
	});
}
