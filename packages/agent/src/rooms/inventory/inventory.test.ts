import assert from "node:assert/strict";
import { test } from "node:test";
import {
	createJobRunner,
	createMetrics,
	silentLog,
} from "@quarterdeck/runtime";
import { createHandClock } from "@quarterdeck/testkit";
import { ClusterAccessError } from "../../plumbing/kube/cluster-access.ts";
import type { ReadCluster } from "./cluster-reader.ts";
import { createInventory } from "./inventory.ts";

function inventory(
	read: ReadCluster,
	deps: Partial<Parameters<typeof createInventory>[0]> = {},
) {
	let changes = 0;
	const one = createInventory({
		read,
		address: "https://k:6443",
		log: silentLog,
		...deps,
		clock: deps.clock ?? createHandClock(),
	});
	one.onChange(() => {
		changes += 1;
	});
	return { inventory: one, changes: () => changes };
}

test("what is wrong with the API server is said in words, whatever it answers", async () => {
	const answers: [() => ReturnType<ReadCluster>, RegExp][] = [
		[
			failing("ECONNREFUSED"),
			/^https:\/\/k:6443 does not answer \(ECONNREFUSED\)$/,
		],
		[
			failing("CERT_HAS_EXPIRED"),
			/shows a certificate that the agent does not accept \(CERT_HAS_EXPIRED\)/,
		],
		[failing("EPROTO"), /does not speak TLS as the agent expects/],
		[failing("ETIMEDOUT"), /does not answer in time/],
		[() => Promise.reject(new Error("secret words")), /6443 does not answer$/],
		[
			() =>
				Promise.reject(
					new ClusterAccessError("the token file /t cannot be read"),
				),
			/the agent has no credential: the token file \/t cannot be read/,
		],
		[
			async () => ({
				status: 500,
				body: "[+]ping ok\n[-]etcd failed: reason withheld\n",
			}),
			/is not ready: etcd failed/,
		],
		[async () => ({ status: 404, body: "" }), /answers 404/],
		[async () => ({ status: 401, body: "" }), /refuses the agent's credential/],
		[async () => ({ status: 500, body: "" }), /answers 500/],
		[
			async () => ({ status: 200, body: "<html>" }),
			/is not a Kubernetes API server/,
		],
		[
			async () => ({ status: 200, body: "{}" }),
			/is not a Kubernetes API server/,
		],
	];
	for (const [read, problem] of answers) {
		const { inventory: one } = inventory(read);
		await one.look();
		assert.equal(one.kubernetes().reachable, false);
		assert.match(one.kubernetes().problem ?? "", problem);
		assert.equal(one.clusterUid(), undefined);
	}
});

test("what may not be asked is no failure", async () => {
	const { inventory: one } = inventory(async () => ({ status: 403, body: "" }));
	await one.look();
	assert.deepEqual(one.kubernetes(), { reachable: true, latencyMs: 0 });
	const { inventory: old } = inventory(async (path) =>
		path === "/version"
			? { status: 200, body: '{"gitVersion":"v1.15.0"}' }
			: { status: 404, body: "" },
	);
	await old.look();
	assert.equal(old.kubernetes().version, "v1.15.0");
});

test("an API server that lets everybody wait is told apart from one that refuses at once", async () => {
	let answer = failing("ETIMEDOUT");
	const { inventory: one } = inventory(() => answer());
	await one.look();
	assert.equal(one.isSilent(), true);
	answer = failing("ECONNREFUSED");
	await one.look();
	assert.equal(one.isSilent(), false);
});

test("when the agent's credential ends is told, and is the reason once it has ended", async () => {
	const clock = createHandClock();
	const end = new Date(clock.now().getTime() + 60_000);
	let status = 200;
	const read: ReadCluster = async () => ({
		status,
		body: '{"gitVersion":"v1.32.0"}',
	});
	const { inventory: one, changes } = inventory(read, {
		credentialEndsAt: end,
		clock,
	});
	await one.look();
	assert.equal(one.kubernetes().credentialEndsAt, end.toISOString());
	assert.equal(one.kubernetes().problem, undefined);
	await clock.wind(60_000);
	status = 401;
	await one.look();
	assert.match(
		one.kubernetes().problem ?? "",
		new RegExp(
			`refuses the agent's credential; .*; the agent's credential for it ended at ${end.toISOString()}$`,
		),
	);
	assert.equal(changes(), 2);
});

test("what an API server says of itself is shown only where it is plain words", async () => {
	let body = '{"gitVersion":"v1.32.0\\u001b]52;c;eA==\\u0007"}';
	let status = 200;
	const read: ReadCluster = async () => ({ status, body });
	const { inventory: one } = inventory(read);
	await one.look();
	assert.match(one.kubernetes().problem ?? "", /is not a Kubernetes API/);
	status = 500;
	body = "[-]etcd failed\n[-]\u001b[31mred\u001b[0m failed\n".repeat(10_000);
	await one.look();
	assert.match(
		one.kubernetes().problem ?? "",
		/^https:\/\/k:6443 is not ready: etcd(, etcd){19} failed$/,
	);
});

function failing(code: string): () => ReturnType<ReadCluster> {
	return () => Promise.reject(Object.assign(new Error("it failed"), { code }));
}

test("it looks often while something is wrong, seldom when all is well, and tells of changes only", async () => {
	let up = false;
	let looks = 0;
	const clock = createHandClock();
	const { inventory: one, changes } = inventory(async (path) => {
		if (path === "/readyz") return { status: 200, body: "ok" };
		if (path !== "/version")
			return { status: 200, body: '{"metadata":{"uid":"u-1"}}' };
		looks += 1;
		return up
			? { status: 200, body: '{"gitVersion":"v1.32.0"}' }
			: { status: 503, body: "" };
	});
	const runner = createJobRunner({
		clock,
		log: silentLog,
		metrics: createMetrics({ processMetrics: false }),
		random: () => 0.5,
	});
	runner.start(one.job);
	await clock.wind(9000);
	assert.equal(looks, 4);
	assert.equal(changes(), 1);
	up = true;
	await clock.wind(3000);
	assert.deepEqual(one.kubernetes(), {
		reachable: true,
		version: "v1.32.0",
		latencyMs: 0,
	});
	assert.equal(one.clusterUid(), "u-1");
	await clock.wind(60_000);
	assert.equal(looks, 11);
	assert.equal(changes(), 2);
	// Requests fail one after another from just after a look: it is looked at soon, and no more than once a second.
	up = false;
	for (let i = 0; i < 40; i += 1) {
		one.suspect();
		await clock.wind(50);
	}
	assert.equal(looks, 13);
	assert.equal(changes(), 3);
	assert.equal(one.kubernetes().reachable, false);
	// And looked at often from then on, without being asked.
	up = true;
	await clock.wind(3000);
	assert.equal(looks, 14);
	assert.equal(one.kubernetes().reachable, true);
	assert.equal(runner.list()[0]?.failures, 0);
});
