import assert from "node:assert/strict";
import { test } from "node:test";
import { rowCommands } from "./row-commands.ts";

function offered(
	text: string,
	columns: string,
	cells: string,
	cluster = "prod-eu",
): Record<string, string> {
	const row = { cluster, cells: cells.split("  ") };
	return Object.fromEntries(
		rowCommands(text.split(" "), columns.split("  "), row).map(
			({ label, command, how }) => [label, `${how}: ${command}`],
		),
	);
}

test("a pod can be described, read, looked after and deleted, in its own cluster and namespace", () => {
	assert.deepEqual(
		offered(
			"kubectl get pods -A",
			"NAMESPACE  NAME  READY",
			"shop  web-1  1/1",
		),
		{
			Describe: "run: kubectl describe pod/web-1 -n shop --cluster=prod-eu",
			Logs: "run: kubectl logs pod/web-1 --tail=100 -n shop --cluster=prod-eu",
			Events:
				"run: kubectl get events --field-selector=involvedObject.name=web-1 -n shop --cluster=prod-eu",
			"Delete…": "confirm: kubectl delete pod/web-1 -n shop --cluster=prod-eu",
		},
	);
});

test("the namespace is the one that was asked for, however it was written", () => {
	for (const flag of ["-n shop", "-nshop", "-n=shop", "--namespace=shop"])
		assert.equal(
			offered(`kubectl get ${flag} po`, "NAME", "web-1").Describe,
			"run: kubectl describe pod/web-1 -n shop --cluster=prod-eu",
		);
	assert.equal(
		offered("kubectl get po", "NAME", "web-1").Describe,
		"run: kubectl describe pod/web-1 --cluster=prod-eu",
	);
});

test("what runs pods can be scaled and restarted", () => {
	const { "Scale…": scale, "Restart…": restart } = offered(
		"kubectl get deploy -l app=web -n shop",
		"NAME  READY",
		"web  2/2",
	);
	assert.equal(
		scale,
		"write: kubectl scale deployment/web -n shop --cluster=prod-eu --replicas=",
	);
	assert.equal(
		restart,
		"confirm: kubectl rollout restart deployment/web -n shop --cluster=prod-eu",
	);
	assert.equal(
		"Scale…" in offered("kubectl get ds", "NAME", "proxy"),
		false,
		"a daemon set has no number of replicas",
	);
});

test("rows of several kinds say their kind, and unknown kinds are called as they were", () => {
	assert.equal(
		offered("kubectl get all", "NAME  READY", "deployment.apps/web  2/2")
			.Describe,
		"run: kubectl describe deployment/web --cluster=prod-eu",
	);
	assert.equal(
		offered("kubectl get pods,svc", "NAME", "service/web").Describe,
		"run: kubectl describe service/web --cluster=prod-eu",
	);
	assert.equal(
		offered("kubectl get certificates.cert-manager.io", "NAME", "tls").Describe,
		"run: kubectl describe certificates.cert-manager.io/tls --cluster=prod-eu",
	);
	assert.deepEqual(offered("kubectl get pods,svc", "NAME", "web"), {});
});

test("releases of helm have their own", () => {
	assert.deepEqual(
		offered("helm list -A", "NAME  NAMESPACE  REVISION", "web  shop  3"),
		{
			Status: "run: helm status web -n shop --cluster=prod-eu",
			History: "run: helm history web -n shop --cluster=prod-eu",
			"Roll back…": "write: helm rollback web -n shop --cluster=prod-eu ",
		},
	);
});

test("a row whose names Kubernetes cannot have given offers nothing", () => {
	const hostile = [
		"web --as=admin",
		"web;rm",
		"$(id)",
		"-A",
		"web\nkubectl",
		'"web"',
		"",
		"pod/web --force",
		"--all/web",
		"x".repeat(300),
	];
	for (const name of hostile) {
		assert.deepEqual(offered("kubectl get pods", "NAME", name), {}, name);
		assert.deepEqual(
			offered("kubectl get pods -A", "NAMESPACE  NAME", `${name}  web`),
			{},
			name,
		);
	}
});

test("a table that is not about things one can name offers nothing", () => {
	assert.deepEqual(
		offered("kubectl api-resources", "NAME  KIND", "pods  Pod"),
		{},
	);
	assert.deepEqual(offered("kubectl get pods", "READY", "1/1"), {});
	assert.deepEqual(offered("list clusters", "NAME", "prod-eu"), {});
});
