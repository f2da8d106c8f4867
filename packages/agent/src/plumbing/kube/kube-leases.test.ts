import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Lease, type Log, silentLog } from "@quarterdeck/runtime";
import { startSimkube } from "@quarterdeck/simkube";
import {
	createHandClock,
	type Ending,
	type HandClock,
	until,
} from "@quarterdeck/testkit";
import { createApiServer } from "./api-server.ts";
import { createKubeClient } from "./kube-client.ts";
import { createKubeLeases } from "./kube-leases.ts";
import { kubeconfigFile } from "./kubeconfig-file.fixture.ts";
import { leaseTimes } from "./lease-object.ts";
import { readKubeconfig } from "./read-kubeconfig.ts";

async function cluster(t: Ending) {
	const kubernetes = await startSimkube();
	t.after(() => kubernetes.stop());
	const access = readKubeconfig(kubeconfigFile(t, kubernetes.kubeconfig()));
	return {
		kubernetes,
		/** A process that would hold the lease, with a clock of its own. */
		candidate(holder: string, startAt?: Date, log: Log = silentLog) {
			const clock = createHandClock(startAt);
			const api = createApiServer({ access, clock });
			t.after(() => api.stop());
			const client = createKubeClient({
				api,
				record() {},
				clock,
				random: () => 0,
			});
			const waiting: (string | undefined)[] = [];
			const leases = createKubeLeases({
				client,
				namespace: "default",
				holder,
				times: leaseTimes(15),
				clock,
				log,
				onWaiting: (by) => waiting.push(by),
			});
			return { clock, leases, waiting };
		},
		/** Writes the lease as someone else may. */
		forge: (spec: Record<string, unknown>) =>
			void kubernetes.objects.apply({
				apiVersion: "coordination.k8s.io/v1",
				kind: "Lease",
				metadata: { name: "lead", namespace: "default" },
				spec,
			}),
		lease: () =>
			kubernetes.objects.get(
				"coordination.k8s.io/v1",
				"Lease",
				"lead",
				"default",
			)?.spec as Record<string, unknown> | undefined,
	};
}

/** Holds the lease until it is told to end, or the lease is lost. */
function hold(one: { leases: ReturnType<typeof createKubeLeases> }) {
	const stopping = new AbortController();
	const finish = Promise.withResolvers<void>();
	let held: Lease | undefined;
	const ended = one.leases.hold(
		"lead",
		async (lease) => {
			held = lease;
			lease.signal.addEventListener("abort", () => finish.resolve());
			await finish.promise;
		},
		{ signal: stopping.signal },
	);
	ended.catch(() => {});
	return {
		ended,
		held: () => held,
		finish: () => finish.resolve(),
		stop: () => stopping.abort(new Error("stopping")),
	};
}

/** Winds in small steps until the fact is there: requests to the cluster take real time between them. */
async function windUntil(
	clock: HandClock,
	fact: () => boolean,
	mostMs: number,
): Promise<number> {
	let woundMs = 0;
	await until(async () => {
		if (fact()) return true;
		assert.ok(woundMs < mostMs, `not so after ${woundMs} ms of the clock`);
		await clock.wind(500);
		woundMs += 500;
		return fact();
	});
	return woundMs;
}

describe("a lease of Kubernetes", () => {
	test("is held by one, renewed, and handed over at once when it is released", async (t) => {
		const { candidate, lease } = await cluster(t);
		const [a, b] = [candidate("a"), candidate("b")];
		const first = hold(a);
		await until(() => first.held() !== undefined);
		assert.equal(first.held()?.fencingToken, 1n);
		assert.equal(lease()?.holderIdentity, "a");
		const second = hold(b);
		await until(() => b.waiting.includes("a"));
		const before = lease()?.renewTime;
		await windUntil(a.clock, () => lease()?.renewTime !== before, 4000);
		first.finish();
		await first.ended;
		assert.equal(lease()?.holderIdentity, undefined);
		await windUntil(b.clock, () => second.held() !== undefined, 4000);
		assert.equal(second.held()?.fencingToken, 2n);
		assert.equal(a.clock.pendingTimers, 0);
		second.stop();
		await second.ended;
	});

	test("of a holder that is gone is taken after its duration on the waiting one's own clock", async (t) => {
		const { candidate } = await cluster(t);
		// Years apart: no wall clock of another machine counts.
		const a = candidate("a", new Date("2031-01-01T00:00:00Z"));
		const b = candidate("b", new Date("2001-01-01T00:00:00Z"));
		const first = hold(a);
		await until(() => first.held() !== undefined);
		const second = hold(b);
		await until(() => b.waiting.length > 0);
		// The clock of `a` stands still: it renews no more.
		const tookMs = await windUntil(
			b.clock,
			() => second.held() !== undefined,
			20_000,
		);
		assert.ok(tookMs >= 15_000, `taken after ${tookMs} ms`);
		assert.ok(
			(second.held()?.fencingToken ?? 0n) > (first.held()?.fencingToken ?? 0n),
		);
		// When `a` goes on, it learns that it has lost the lease, and leaves the new holder's alone.
		await windUntil(
			a.clock,
			() => first.held()?.signal.aborted === true,
			12_000,
		);
		await first.ended;
		assert.equal(second.held()?.signal.aborted, false);
		second.stop();
		await second.ended;
	});

	test("that cannot be renewed is given up before another may take it", async (t) => {
		const { candidate, kubernetes } = await cluster(t);
		const a = candidate("a");
		const first = hold(a);
		await until(() => first.held() !== undefined);
		const lift = kubernetes.faults.add({
			method: "PATCH",
			status: { code: 503 },
		});
		await a.clock.wind(9000);
		assert.equal(first.held()?.signal.aborted, false);
		await a.clock.wind(1500);
		assert.equal(first.held()?.signal.aborted, true);
		assert.match(
			String(first.held()?.signal.reason),
			/not renewed for 10000 ms/,
		);
		await first.ended;
		lift();
	});

	test("survives a change by somebody else, and ends when it is deleted", async (t) => {
		const { candidate, kubernetes, lease } = await cluster(t);
		const a = candidate("a");
		const first = hold(a);
		await until(() => first.held() !== undefined);
		const stored = kubernetes.objects.get(
			"coordination.k8s.io/v1",
			"Lease",
			"lead",
			"default",
		);
		assert.ok(stored);
		const before = lease()?.renewTime;
		const { resourceVersion: _, ...metadata } = stored.metadata;
		kubernetes.objects.apply({
			...stored,
			metadata: { ...metadata, annotations: { note: "seen" } },
		});
		await windUntil(a.clock, () => lease()?.renewTime !== before, 8000);
		assert.equal(first.held()?.signal.aborted, false);
		kubernetes.objects.remove(
			"coordination.k8s.io/v1",
			"Lease",
			"lead",
			"default",
		);
		await windUntil(a.clock, () => first.held()?.signal.aborted === true, 8000);
		await first.ended;
	});

	test("is not waited for longer than the caller wants, and a cluster that fails does not end the wait", async (t) => {
		const { candidate, kubernetes } = await cluster(t);
		const lift = kubernetes.faults.add({ status: { code: 500 } });
		const a = candidate("a");
		const first = hold(a);
		await a.clock.wind(10_000);
		lift();
		await windUntil(a.clock, () => first.held() !== undefined, 4000);
		const b = candidate("b");
		const second = hold(b);
		await until(() => b.waiting.length > 0);
		second.stop();
		await assert.rejects(second.ended, /stopping/);
		assert.equal(b.clock.pendingTimers, 0);
		first.stop();
		await first.ended;
	});

	test("whose work fails is released, and the failure is the caller's", async (t) => {
		const { candidate, lease } = await cluster(t);
		const a = candidate("a");
		await assert.rejects(
			a.leases.hold(
				"lead",
				async () => {
					throw new Error("work failed");
				},
				{ signal: new AbortController().signal },
			),
			/work failed/,
		);
		assert.equal(lease()?.holderIdentity, undefined);
	});

	test("that says it lasts for years is taken after ten durations of the waiting one", async (t) => {
		const { candidate, forge } = await cluster(t);
		forge({ holderIdentity: "forged", leaseDurationSeconds: 2_147_483_647 });
		const a = candidate("a");
		const first = hold(a);
		await until(() => a.waiting.includes("forged"));
		const tookMs = await windUntil(
			a.clock,
			() => first.held() !== undefined,
			160_000,
		);
		assert.ok(tookMs >= 149_000, `taken after ${tookMs} ms`);
		first.stop();
		await first.ended;
	});

	test("that cannot be read is not acquired, and says so", async (t) => {
		const { candidate, forge, lease } = await cluster(t);
		forge({ leaseTransitions: 1.5 });
		const warned = Promise.withResolvers<string>();
		const a = candidate("a", undefined, {
			...silentLog,
			warn: (message) => warned.resolve(message),
		});
		const first = hold(a);
		assert.equal(await warned.promise, "cannot acquire the lease yet");
		assert.equal(lease()?.holderIdentity, undefined);
		first.stop();
		await assert.rejects(first.ended, /stopping/);
		assert.equal(a.clock.pendingTimers, 0);
	});

	test("is not renewed any more when its holder fails before its work", async (t) => {
		const { candidate, lease } = await cluster(t);
		const a = candidate("a", undefined, {
			...silentLog,
			info(message) {
				if (message === "the lease is held") throw new Error("disk full");
			},
		});
		await assert.rejects(hold(a).ended, /disk full/);
		assert.equal(lease()?.holderIdentity, undefined);
		assert.equal(a.clock.pendingTimers, 0);
	});
});
