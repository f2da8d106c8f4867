import assert from "node:assert/strict";
import { PassThrough, Writable } from "node:stream";
import { describe, test } from "node:test";
import {
	Attach,
	Exec,
	KubeConfig,
	type V1Status,
} from "@kubernetes/client-node";
import type { KubeObject } from "../kube-object.ts";
import { createApiClient } from "../server/api-client.fixture.ts";
import type { Simkube } from "../server/simkube.ts";
import { startSimkube } from "../server/start-simkube.ts";

const namespace = "default";
const logs = `/api/v1/namespaces/${namespace}/pods`;

function workload(kind: string, spec: object, name = "web"): KubeObject {
	const isBatch = kind === "Job";
	return {
		apiVersion: isBatch ? "batch/v1" : "apps/v1",
		kind,
		metadata: { name, namespace },
		spec: {
			...(isBatch ? {} : { selector: { matchLabels: { app: name } } }),
			template: {
				metadata: { labels: { app: name } },
				spec: {
					containers: [{ name: "main", image: "web:1" }],
					...(isBatch ? { restartPolicy: "Never" } : {}),
				},
			},
			...spec,
		},
	};
}

function pods(simkube: Simkube): KubeObject[] {
	return simkube.objects.list("v1", "Pod", namespace);
}

function phases(simkube: Simkube): string[] {
	return pods(simkube).map((pod) => pod.status?.phase);
}

describe("what is deployed", () => {
	test("rolls on to a new template without ever lacking Pods, and back", async () => {
		await using simkube = await startSimkube({ seed: 7 });
		const { objects } = simkube;
		objects.apply(workload("Deployment", { replicas: 4 }));
		objects.settle();
		assert.deepEqual(phases(simkube), Array(4).fill("Running"));
		const first = objects.get("apps/v1", "Deployment", "web", namespace);
		assert.equal(first?.status?.availableReplicas, 4);
		const next = structuredClone(first as KubeObject);
		next.spec.template.spec.containers[0].image = "web:2";
		objects.apply(next);
		objects.settle();
		assert.deepEqual(
			pods(simkube).map((pod) => pod.spec.containers[0].image),
			Array(4).fill("web:2"),
		);
		const sets = objects.list("apps/v1", "ReplicaSet", namespace);
		assert.deepEqual(sets.map((set) => set.spec.replicas).sort(), [0, 4]);
		const back = structuredClone(
			objects.get("apps/v1", "Deployment", "web", namespace) as KubeObject,
		);
		back.spec.template.spec.containers[0].image = "web:1";
		objects.apply(back);
		objects.settle();
		const after = objects.get("apps/v1", "Deployment", "web", namespace);
		assert.equal(
			after?.metadata.annotations?.["deployment.kubernetes.io/revision"],
			"3",
		);
		assert.equal(objects.list("apps/v1", "ReplicaSet", namespace).length, 2);
	});

	test("stands still where its new Pods cannot start", async () => {
		await using simkube = await startSimkube();
		const { objects } = simkube;
		objects.apply(workload("Deployment", { replicas: 4 }));
		objects.settle();
		const next = structuredClone(
			objects.get("apps/v1", "Deployment", "web", namespace) as KubeObject,
		);
		next.spec.template.spec.containers[0].image = "web:missing";
		objects.apply(next);
		objects.settle();
		const running = phases(simkube).filter((phase) => phase === "Running");
		assert.equal(running.length, 3, "one may be unavailable at 25 %");
	});

	test("in a StatefulSet is numbered, starts in order and keeps its names", async () => {
		await using simkube = await startSimkube();
		const { objects } = simkube;
		objects.apply(workload("StatefulSet", { replicas: 3, serviceName: "web" }));
		objects.settle();
		const names = () => pods(simkube).map((pod) => pod.metadata.name);
		assert.deepEqual(names(), ["web-0", "web-1", "web-2"]);
		objects.remove("v1", "Pod", "web-1", namespace);
		objects.settle();
		assert.deepEqual(names(), ["web-0", "web-1", "web-2"]);
		const set = objects.get(
			"apps/v1",
			"StatefulSet",
			"web",
			namespace,
		) as KubeObject;
		objects.apply({ ...set, spec: { ...set.spec, replicas: 1 } });
		objects.settle();
		assert.deepEqual(names(), ["web-0"]);
	});

	test("in a DaemonSet is on every Node", async () => {
		await using simkube = await startSimkube({ nodes: 3 });
		simkube.objects.apply(workload("DaemonSet", {}));
		simkube.objects.settle();
		assert.deepEqual(
			pods(simkube)
				.map((pod) => pod.spec.nodeName)
				.sort(),
			["node-1", "node-2", "node-3"],
		);
	});

	test("as a Job runs to its end, or to its failure", async () => {
		await using simkube = await startSimkube();
		const { objects } = simkube;
		objects.apply(workload("Job", { completions: 3, parallelism: 2 }, "good"));
		const bad = workload("Job", { backoffLimit: 1 }, "bad");
		bad.spec.template.metadata.annotations = {
			"simkube.quarterdeck/exit-code": "3",
		};
		objects.apply(bad);
		objects.settle();
		const conditions = (name: string) =>
			objects
				.get("batch/v1", "Job", name, namespace)
				?.status?.conditions?.map((each: { type: string }) => each.type);
		assert.deepEqual(conditions("good"), ["SuccessCriteriaMet", "Complete"]);
		assert.deepEqual(conditions("bad"), ["FailureTarget", "Failed"]);
	});

	test("repeats itself with the same seed", async () => {
		const names = async () => {
			await using simkube = await startSimkube({ seed: 42 });
			simkube.objects.apply(workload("Deployment", { replicas: 2 }));
			simkube.objects.settle();
			return pods(simkube).map((pod) => pod.metadata.name);
		};
		assert.deepEqual(await names(), await names());
	});
});

describe("the log of a container", () => {
	test("is followed until its Pod is gone", async () => {
		await using simkube = await startSimkube();
		simkube.objects.apply(pod("one"));
		simkube.objects.settle();
		const api = createApiClient(simkube);
		const whole = api.call(`${logs}/one/log?follow=true&tailLines=0`);
		while (simkube.requests.matching(`${logs}/one/log`)[0]?.user === undefined)
			await new Promise(setImmediate);
		await new Promise(setImmediate);
		simkube.writeLog({ namespace, name: "one", text: "first\nsecond" });
		simkube.objects.remove("v1", "Pod", "one", namespace);
		simkube.objects.settle();
		assert.equal((await whole).text, "first\nsecond\n");
	});

	test("is cut by lines and by time, and dated when asked", async () => {
		let now = Date.parse("2026-01-01T00:00:00Z");
		await using simkube = await startSimkube({ clock: () => now });
		simkube.objects.apply(pod("one"));
		simkube.objects.settle();
		now += 3_600_000;
		simkube.writeLog({ namespace, name: "one", text: "late" });
		const api = createApiClient(simkube);
		const ask = async (query: string) =>
			(await api.call(`${logs}/one/log?${query}`)).text;
		assert.equal(await ask(""), "starting main from web:1\nready\nlate\n");
		assert.equal(await ask("tailLines=2"), "ready\nlate\n");
		assert.equal(await ask("sinceSeconds=60"), "late\n");
		assert.equal(
			await ask("sinceSeconds=60&timestamps=true"),
			"2026-01-01T01:00:00.000000000Z late\n",
		);
		const wrong = await api.call(`${logs}/one/log?container=nope`);
		assert.equal(wrong.body.message, "container nope is not valid for pod one");
		const before = await api.call(`${logs}/one/log?previous=true`);
		assert.equal(before.code, 400);
	});
});

describe("a command in a container", () => {
	test("prints, fails with its code and reads what is sent, for the client library", async () => {
		await using simkube = await startSimkube();
		simkube.objects.apply(pod("one"));
		simkube.objects.settle();
		assert.deepEqual(await exec(simkube, ["echo", "hello", "you"]), {
			stdout: "hello you\n",
			stderr: "",
			status: { metadata: {}, status: "Success" },
		});
		const failed = await exec(simkube, ["sh", "-c", "exit 7"]);
		assert.equal(failed.status.details?.causes?.[0]?.message, "7");
		const unknown = await exec(simkube, ["nosuch"]);
		assert.match(String(unknown.status.message), /executable file not found/);
		const cat = await exec(simkube, ["cat"], "through\n");
		assert.equal(cat.stdout, "through\n");
		const missing = await exec(simkube, ["cat", "/nope"]);
		assert.equal(missing.stderr, "cat: /nope: No such file or directory\n");
	});

	test("without an upgrade, without a common protocol or without rights is refused", async () => {
		await using simkube = await startSimkube();
		simkube.objects.apply(pod("one"));
		simkube.objects.settle();
		const api = createApiClient(simkube);
		const path = `${logs}/one/exec?command=true`;
		const plain = await api.call(path);
		assert.equal(plain.code, 400);
		const spdy = await api.call(path, {
			method: "POST",
			headers: { connection: "Upgrade", upgrade: "SPDY/3.1" },
		});
		assert.equal(spdy.code, 403);
		const nobody = await api.call(path, {
			token: "",
			headers: { connection: "Upgrade", upgrade: "websocket" },
		});
		assert.equal(nobody.code, 403);
	});
});

test("who is attached hears what a container says from then on, until it ends", async () => {
	await using simkube = await startSimkube();
	simkube.objects.apply(pod("one"));
	simkube.objects.settle();
	const config = new KubeConfig();
	config.loadFromString(simkube.kubeconfig());
	const stdout = collector();
	const socket = await new Attach(config).attach(
		namespace,
		"one",
		"main",
		stdout,
		collector(),
		null,
		false,
	);
	const closed = new Promise((resolve) => socket.on("close", resolve));
	simkube.writeLog({ namespace, name: "one", text: "something new" });
	simkube.objects.remove("v1", "Pod", "one", namespace);
	simkube.objects.settle();
	await closed;
	assert.equal(stdout.text(), "something new\n");
});

function pod(name: string): KubeObject {
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name, namespace },
		spec: { containers: [{ name: "main", image: "web:1" }] },
	};
}

async function exec(simkube: Simkube, command: string[], input?: string) {
	const config = new KubeConfig();
	config.loadFromString(simkube.kubeconfig());
	const [stdout, stderr] = [collector(), collector()];
	const stdin = input === undefined ? null : new PassThrough();
	stdin?.end(input);
	const status = await new Promise<V1Status>((resolve, reject) => {
		new Exec(config)
			.exec(
				namespace,
				"one",
				"main",
				command,
				stdout,
				stderr,
				stdin,
				false,
				resolve,
			)
			.catch(reject);
	});
	return { stdout: stdout.text(), stderr: stderr.text(), status };
}

function collector() {
	let text = "";
	const stream = new Writable({
		write(part: Buffer, _, done) {
			text += part.toString("utf8");
			done();
		},
	});
	return Object.assign(stream, { text: () => text });
}
