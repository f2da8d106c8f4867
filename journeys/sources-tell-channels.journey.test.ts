import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";

const configuration = `
sources:
  errors:
    displayName: Errors
    botkube/kubernetes:
      enabled: true
      context: {rbac: {group: {type: Static, static: {values: [readers]}}}}
      config:
        namespaces: {include: [".*"]}
        event: {types: [error]}
        resources: [{type: v1/pods}]
  changes:
    displayName: Changes
    botkube/kubernetes:
      enabled: true
      context: {rbac: {group: {type: Static, static: {values: [readers]}}}}
      config:
        namespaces: {include: [shop]}
        event: {types: [create, delete, update]}
        resources:
          - type: v1/pods
            event: {types: [create, delete]}
          - type: apps/v1/deployments
            updateSetting: {fields: ["spec.replicas"], includeDiff: true}
  blind:
    botkube/kubernetes:
      enabled: true
      context: {rbac: {group: {type: Static, static: {values: [nobodies]}}}}
      config: {event: {types: [create]}, resources: [{type: v1/secrets}]}
communications:
  house:
    console:
      enabled: true
      channels:
        general: {name: general, bindings: {sources: [errors, changes]}}
        other: {name: other, bindings: {sources: [blind]}}
        quiet: {name: quiet, notification: {disabled: true}, bindings: {sources: [changes]}}
`;

test("what happens in a cluster is told in the channels that are bound, once, whoever dies meanwhile", async (t) => {
	const fleet = await startTestFleet(t, { clusters: ["eu"], configuration });
	const cluster = fleet.cluster("eu");
	const { objects } = cluster.kubernetes;
	await until(async () => (await ready(fleet)).length > 0, {
		what: "two groups are open, and the one that may see nothing says so",
	});

	await t.test("a new pod and a changed deployment", async () => {
		objects.put(pod("web-1"));
		objects.apply(deployment(2));
		objects.apply(deployment(3));
		await told(fleet, [
			"v1/pods created web-1",
			"apps/v1/deployments created web",
			"apps/v1/deployments updated web",
		]);
		assert.match(await texts(fleet), /spec\.replicas.*2.*3/s);
	});

	await t.test("a warning about a pod of any namespace", async () => {
		objects.put(pod("db-1", "data"));
		objects.put(warning("db-1", "data"));
		await told(fleet, ["v1/pods error db-1"]);
	});

	await t.test(
		"the agent is killed and the server forgets: what is different is told when it is back",
		async () => {
			await cluster.agent.kill();
			objects.remove("v1", "Pod", "web-1", "shop");
			objects.put(pod("web-2"));
			objects.compact();
			await cluster.agent.start();
			await told(fleet, ["v1/pods deleted web-1", "v1/pods created web-2"]);
		},
	);

	await t.test(
		"the control plane is killed: it is told afterwards",
		async () => {
			await fleet.controlPlane.kill();
			objects.put(pod("web-3"));
			objects.apply(deployment(4));
			await fleet.controlPlane.start();
			await told(fleet, ["v1/pods created web-3"]);
		},
	);

	await t.test(
		"nothing was told twice, and nothing where it is off",
		async () => {
			const rows = await fleet.sql(
				"select notice_id || ' ' || source_group as key, count(*) as count from notices group by 1 having count(*) > 1",
			);
			assert.deepEqual(rows, []);
			const quiet = await fleet.sql(
				"select count(*) as count from notice_posts where address = 'quiet'",
			);
			assert.equal(Number(quiet[0]?.count), 0);
		},
	);
});

/** Titles and objects of what stands in #general, in the order it happened. */
async function toldSoFar(fleet: TestFleet): Promise<readonly string[]> {
	const rows = await fleet.sql(
		"select title || ' ' || object_name as text from notices where exists (select from notice_deliveries d where d.organisation_id = notices.organisation_id and d.notice_id = notices.notice_id and d.address = 'general') order by number",
	);
	return rows.map(({ text }) => String(text));
}

async function told(
	fleet: TestFleet,
	expected: readonly string[],
): Promise<void> {
	await until(
		async () => {
			const all = await toldSoFar(fleet);
			const missing = expected.filter((one) => !all.includes(one));
			if (missing.length > 0)
				throw new Error(`${missing.join(", ")} not among ${all.join(", ")}`);
			return true;
		},
		{ withinMs: 20_000, what: expected.join(", ") },
	);
}

async function texts(fleet: TestFleet): Promise<string> {
	const rows = await fleet.sql("select message from notices");
	return rows.map(({ message }) => String(message)).join("\n");
}

async function ready(fleet: TestFleet): Promise<readonly unknown[]> {
	return fleet.sql(
		`select 1 from agents where plugins::text like '%nobodies%may not list and watch%'
			and jsonb_path_exists(plugins, '$[*].groups[*] ? (@.name == "changes" && @.state == "open")')
			and jsonb_path_exists(plugins, '$[*].groups[*] ? (@.name == "errors" && @.state == "open")')`,
	);
}

function pod(name: string, namespace = "shop") {
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name, namespace, labels: { app: "web" } },
		spec: { containers: [{ name: "x", image: "registry.example/x:1" }] },
		status: { phase: "Running" },
	};
}

function deployment(replicas: number) {
	return {
		apiVersion: "apps/v1",
		kind: "Deployment",
		metadata: { name: "web", namespace: "shop" },
		spec: {
			replicas,
			selector: { matchLabels: { app: "web" } },
			template: {
				metadata: { labels: { app: "web" } },
				spec: { containers: [{ name: "x", image: "registry.example/x:1" }] },
			},
		},
	};
}

function warning(podName: string, namespace: string) {
	return {
		apiVersion: "v1",
		kind: "Event",
		metadata: { name: `${podName}.1`, namespace },
		type: "Warning",
		reason: "BackOff",
		message: "Back-off restarting failed container",
		count: 1,
		lastTimestamp: new Date().toISOString(),
		involvedObject: {
			apiVersion: "v1",
			kind: "Pod",
			name: podName,
			namespace,
		},
	};
}
