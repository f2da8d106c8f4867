import assert from "node:assert/strict";
import { test } from "node:test";
import { countKept, createHandClock } from "@quarterdeck/testkit";
import type { ApiContext } from "./api-context.ts";
import { createOpenSubscriptions } from "./limits/open-subscriptions.ts";
import { whileSignedIn } from "./while-signed-in.ts";

/** A request by a machine token, and what ends its proof. */
function stage() {
	const clock = createHandClock();
	const subscriptions = createOpenSubscriptions(10);
	let end = () => {};
	let isSignedIn = true;
	let cuts = 0;
	const deps = {
		clock,
		subscriptions,
		watchedMachines: {
			watch(look: () => void) {
				end = look;
				return () => {};
			},
		},
	};
	const context = {
		deps,
		signedIn: undefined,
		machine: { tokenId: "mtk_1" },
		askAgain: async () =>
			isSignedIn ? context : { ...context, machine: undefined },
		cut: () => {
			cuts += 1;
		},
	} as unknown as ApiContext;
	return {
		clock,
		context,
		subscriptions,
		cuts: () => cuts,
		async endProof() {
			isSignedIn = false;
			await end();
		},
	};
}

test("a stream ends with its proof although its source waits for ever", async () => {
	const { context, endProof, subscriptions } = stage();
	const never = new Promise<number>(() => {});
	const events = whileSignedIn(
		context,
		(async function* () {
			yield 1;
			yield await never;
		})(),
	);
	assert.deepEqual(await events.next(), { done: false, value: 1 });
	const next = assert.rejects(events.next(), { code: "NOT_SIGNED_IN" });
	await endProof();
	await next;
	assert.equal(subscriptions.open, 0);
});

test("a client that does not ask for more gives its place back and is cut off soon", async () => {
	const { clock, context, endProof, subscriptions, cuts } = stage();
	const events = whileSignedIn(
		context,
		(async function* () {
			for (;;) yield 1;
		})(),
	);
	await events.next();
	assert.equal(subscriptions.open, 1);
	await endProof();
	assert.equal(subscriptions.open, 0);
	assert.equal(cuts(), 0, "it may take the end of its stream first");
	await clock.wind(2000);
	assert.equal(cuts(), 1);
	await assert.rejects(events.next(), { code: "NOT_SIGNED_IN" });
});

test("a stream that goes on for long keeps nothing of what it passed on", async () => {
	const { context } = stage();
	const events = whileSignedIn(
		context,
		(async function* () {
			for (;;) yield { bytes: new Uint8Array(16) };
		})(),
	);
	const passed: WeakRef<object>[] = [];
	for (let i = 0; i < 100; i += 1) {
		const { value } = await events.next();
		passed.push(new WeakRef(value));
	}
	assert.ok((await countKept(passed)) <= 2);
	await events.return?.();
});
