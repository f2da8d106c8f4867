import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { testKubectl, until } from "@quarterdeck/testkit";
import {
	type AgentProcess,
	startAgentProcess,
} from "./agent-process.fixture.ts";
import { command, startWholeAgent } from "./whole-agent.fixture.ts";

const shared = [
	"--lease=on",
	"--lease-seconds=3",
	"--credential-store=secret",
	"--namespace=default",
];
/** What agents that share a lease may do in their namespace. */
const rights = [
	{
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "Role",
		metadata: { name: "quarterdeck-agent", namespace: "default" },
		rules: [
			{
				apiGroups: ["coordination.k8s.io"],
				resources: ["leases"],
				verbs: ["get", "create", "patch"],
			},
			{
				apiGroups: [""],
				resources: ["secrets"],
				verbs: ["get", "create", "patch"],
			},
		],
	},
	{
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "RoleBinding",
		metadata: { name: "quarterdeck-agent", namespace: "default" },
		roleRef: {
			apiGroup: "rbac.authorization.k8s.io",
			kind: "Role",
			name: "quarterdeck-agent",
		},
		subjects: [
			{
				kind: "User",
				name: "agent",
				apiGroup: "rbac.authorization.k8s.io",
			},
		],
	},
];

test("of two agents one leads; when it is killed, and when it stops, the other takes over and answers", async (t) => {
	const { controlPlane, kubernetes, dir, kubeconfig, agent } =
		await startWholeAgent(t, { args: shared, rights });
	const env = { QD_KUBECTL: await testKubectl(), HOME: dir };
	const start = (name: string) =>
		startAgentProcess(
			t,
			[
				`--state-dir=${join(dir, name)}`,
				`--kubeconfig=${kubeconfig}`,
				"--operations-port=0",
				...shared,
			],
			env,
		);
	const get = ["kubectl", "get", "pods", "-n", "shop"];
	const transitions = () =>
		(
			kubernetes.objects.get(
				"coordination.k8s.io/v1",
				"Lease",
				"quarterdeck-agent",
				"default",
			)?.spec as { leaseTransitions?: number } | undefined
		)?.leaseTransitions;
	assert.match((await command(controlPlane, get)).stdout, /cart-eu/);
	assert.equal(transitions(), 1);

	const second = start("second");
	const health = await standbyHealth(second);
	assert.equal(health.ok, true);
	assert.match(health.parts.bus?.note ?? "", /^standby: .+ leads$/);
	assert.equal(health.parts.kubernetes?.ok, true);
	assert.ok(!isReady(second), "a standby does not lead");

	await agent.stop("SIGKILL");
	await until(() => isReady(second));
	const answer = await command(controlPlane, get);
	assert.equal(answer.end.outcome, "succeeded");
	assert.match(answer.stdout, /cart-eu/);
	assert.equal(transitions(), 2);
	assert.equal(controlPlane.enrolments.length, 1, "nobody joined again");

	const third = start("third");
	await standbyHealth(third);
	assert.equal(await second.stop("SIGTERM"), 0);
	await until(() => isReady(third));
	assert.match((await command(controlPlane, get)).stdout, /cart-eu/);
	assert.equal(transitions(), 3);
	assert.ok(
		second.lines.some((line) => line.includes("the lease is released")),
	);
});

test("an agent that loses its lease stops leading, stands by, and leads again", async (t) => {
	const { controlPlane, kubernetes, agent } = await startWholeAgent(t, {
		args: shared,
		rights,
	});
	const get = ["kubectl", "get", "pods", "-n", "shop"];
	const lift = kubernetes.faults.add({
		path: "/apis/coordination.k8s.io",
		status: { code: 503 },
	});
	const tells = (text: string) =>
		agent.lines.some((line) => line.includes(text));
	await until(() => tells("the lease was lost"));
	await until(() => controlPlane.heartbeats.at(-1)?.leaving === true);
	lift();
	const readies = () =>
		agent.lines.filter((line) => line.startsWith('{"ready"')).length;
	await until(() => readies() === 2);
	assert.match((await command(controlPlane, get)).stdout, /cart-eu/);
});

function isReady(agent: AgentProcess): boolean {
	return agent.lines.some((line) => line.startsWith('{"ready"'));
}

interface Report {
	readonly ok: boolean;
	readonly parts: Readonly<
		Record<string, { readonly ok: boolean; readonly note?: string }>
	>;
}

/** How a standby is, once it knows who leads and has seen the cluster. */
async function standbyHealth(agent: AgentProcess): Promise<Report> {
	const line = await until(() =>
		agent.lines.find((one) => one.startsWith('{"standby"')),
	);
	const { operationsUrl } = JSON.parse(line) as { operationsUrl: string };
	return until(async () => {
		const answer = await fetch(`${operationsUrl}/readyz`);
		const report = (await answer.json()) as Report;
		const knows = !report.parts.bus?.note?.includes("nobody");
		return report.ok && knows ? report : undefined;
	});
}
