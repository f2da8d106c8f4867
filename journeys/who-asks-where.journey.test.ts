import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";

test("the same words by two people in two channels get different rights from the cluster", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
	});
	const [ana, bob] = await Promise.all([
		fleet.person("ana@example.com"),
		fleet.person("bob@example.com"),
	]);
	fleet.cluster("eu").kubernetes.objects.put({
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "RoleBinding",
		metadata: { name: "ana", namespace: "shop" },
		roleRef: {
			apiGroup: "rbac.authorization.k8s.io",
			kind: "ClusterRole",
			name: "admin",
		},
		subjects: [
			{
				kind: "User",
				name: "ana@example.com",
				apiGroup: "rbac.authorization.k8s.io",
			},
		],
	});
	const words = "kubectl get secrets -n shop --cluster eu";

	await t.test(
		"in #mine, ana sees the secrets and bob is forbidden under his own name",
		async () => {
			assert.match(
				(await ana.says(words, { in: "mine" })).text.eu ?? "",
				/payment +Opaque/,
			);
			const refused = await bob.says(words, { in: "mine" });
			assert.match(
				refused.text.eu ?? "",
				/Forbidden.*User "bob@example\.com" cannot list resource "secrets"/,
			);
		},
	);

	await t.test("in #general, ana too is only a reader", async () => {
		const refused = await ana.says(words, { in: "general" });
		assert.match(
			refused.text.eu ?? "",
			/Forbidden.*User "botkube-internal-static-user" cannot list resource "secrets"/,
		);
		assert.equal(refused.succeeded, false);
	});

	await t.test("the channel's own name is a group in the cluster", async () => {
		const who = await ana.says("kubectl auth whoami --cluster eu", {
			in: "mine",
		});
		assert.match(who.text.eu ?? "", /ana@example\.com/);
		assert.match(who.text.eu ?? "", /channel:mine/);
	});

	await t.test("no spelling of a blocked flag gets through", async () => {
		for (const flag of [
			"--as=root",
			"'--as=root'",
			'"--as"=root',
			"--a's'=root",
			"--as root",
			"--as-group=system:masters",
			"--token=x",
			"-s https://elsewhere",
			"--kubeconfig=/etc/kubernetes/admin.conf",
		]) {
			const answer = await ana.says(
				`kubectl get secrets -n shop ${flag} --cluster eu`,
				{ in: "general" },
			);
			const said = `${answer.text.eu ?? ""}${answer.runs.eu?.error?.message ?? ""}`;
			assert.match(
				said,
				/flag is not supported by the Botkube kubectl plugin/,
				flag,
			);
			assert.doesNotMatch(said, /payment/);
		}
	});

	await t.test("a channel with members is closed to others", async () => {
		await fleet.apply(
			fleetConfiguration.replace(
				"name: ops,",
				"name: ops, members: [ana@example.com],",
			),
		);
		assert.match(
			(await ana.says("kubectl get pods -n shop --cluster eu", { in: "ops" }))
				.text.eu ?? "",
			/cart-eu/,
		);
		await assert.rejects(
			bob.says("kubectl get pods -n shop --cluster eu", { in: "ops" }),
			/not a member of channel ops/,
		);
	});

	await t.test("what was refused is in the audit under who asked", async () => {
		const { auditRecords } = await fleet.owner.api.ask<{
			auditRecords: { edges: { node: { code: string; person: string } }[] };
		}>(
			`query { auditRecords(first: 50, filter: { person: "bob@example.com" }) { edges { node { code person } } } }`,
		);
		assert.ok(
			auditRecords.edges.some(({ node }) => node.code === "command.denied"),
		);
	});
});
