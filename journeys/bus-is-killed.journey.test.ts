import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";

test("the nats-server is killed and restarted: agents come back alone within 5 s, nothing is lost", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration: fleetConfiguration,
	});
	const ana = await fleet.person("ana@example.com");
	const following = await ana.begins(
		"kubectl get configmaps -n shop --watch --cluster eu",
		{ in: "ops", timeoutSeconds: 60 },
	);
	await until(
		async () =>
			fleet
				.cluster("eu")
				.kubernetes.requests.all()
				.some(({ path }) => path.includes("watch=true")),
		{ what: "the watch is open" },
	);

	await fleet.bus.kill();
	const changes = Array.from({ length: 20 }, (_, i) => `change-${i}`);
	for (const name of changes) put(fleet, name);
	await fleet.bus.restart();

	await t.test(
		"a command said at once is answered as soon as the agents are back",
		async () => {
			const answer = await ana.says(
				"kubectl get pods -n shop --cluster eu,us",
				{ timeoutSeconds: 20 },
			);
			assert.equal(answer.succeeded, true, answer.notes);
			const waited = Math.max(
				...Object.values(answer.runs).map((run) => run.durationMs ?? 0),
			);
			assert.ok(waited < 20_000);
		},
	);

	await t.test(
		"what the running command said meanwhile arrives whole and in order",
		async () => {
			put(fleet, "change-last");
			await until(() => textOf(following.heard).includes("change-last"), {
				what: "the last change is heard",
			});
			const seen = [
				...textOf(following.heard).matchAll(/change-(\d+|last)/g),
			].map(([name]) => name);
			assert.deepEqual(seen, [...changes, "change-last"]);
		},
	);

	await t.test("it can still be cancelled", async () => {
		await following.cancel();
		assert.equal((await following.answer).runs.eu?.state, "CANCELLED");
	});
});

type Fleet = Awaited<ReturnType<typeof startTestFleet>>;

function put(fleet: Fleet, name: string): void {
	fleet.cluster("eu").kubernetes.objects.put({
		apiVersion: "v1",
		kind: "ConfigMap",
		metadata: { name, namespace: "shop" },
	});
}

function textOf(
	events: readonly { readonly kind: string; readonly text: string | null }[],
): string {
	return events
		.filter(({ kind }) => kind === "STDOUT")
		.map(({ text }) => text ?? "")
		.join("");
}
