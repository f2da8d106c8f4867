import assert from "node:assert/strict";
import { test } from "node:test";
import { countKept } from "@quarterdeck/testkit";
import { createEarlyEnd } from "./early-end.ts";

test("what comes before the end is given, what comes after it is not", async () => {
	const end = createEarlyEnd();
	assert.equal(await end.before(Promise.resolve(1)), 1);
	await assert.rejects(end.before(Promise.reject(new Error("its own"))), {
		message: "its own",
	});
	const never = new Promise(() => {});
	const both = [end.before(never), end.before(never)];
	const told = Promise.all(
		both.map((one) => assert.rejects(one, { message: "over" })),
	);
	end.come(new Error("over"));
	end.come(new Error("again"));
	await told;
	await assert.rejects(end.before(Promise.resolve(2)), { message: "over" });
});

test("nothing of what was waited for is kept", async () => {
	const end = createEarlyEnd();
	const given: WeakRef<object>[] = [];
	for (let i = 0; i < 100; i += 1) {
		const value = {};
		given.push(new WeakRef(value));
		await end.before(Promise.resolve(value));
	}
	assert.ok((await countKept(given)) <= 1);
	end.come(new Error("over"));
});
