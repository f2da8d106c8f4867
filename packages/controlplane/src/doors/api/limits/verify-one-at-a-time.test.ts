import assert from "node:assert/strict";
import { test } from "node:test";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import type { ChainVerification } from "../../../rooms/audit/index.ts";
import { verifyOneAtATime } from "./verify-one-at-a-time.ts";

const newId = createNewId(systemClock);

function stage() {
	const walks: PromiseWithResolvers<ChainVerification>[] = [];
	const verify = verifyOneAtATime({
		verifyChain() {
			const walk = Promise.withResolvers<ChainVerification>();
			walks.push(walk);
			return walk.promise;
		},
	});
	const found = (records: number): ChainVerification => ({
		ok: true,
		records,
		head: { seq: records, hash: "" },
	});
	return { verify, walks, found };
}

test("thirty who ask at once walk the chain twice, and nobody is told of a walk that began before they asked", async () => {
	const { verify, walks, found } = stage();
	const id = newId("organisation");
	const first = verify(id);
	const others = Array.from({ length: 29 }, () => verify(id));
	assert.equal(walks.length, 1);
	walks[0]?.resolve(found(1));
	assert.deepEqual(await first, found(1));
	walks[1]?.resolve(found(2));
	for (const answer of await Promise.all(others))
		assert.deepEqual(answer, found(2));
	assert.equal(walks.length, 2);
	const later = verify(id);
	walks[2]?.resolve(found(3));
	assert.deepEqual(await later, found(3));
});

test("who asks while the second walk goes on waits for a third", async () => {
	const { verify, walks, found } = stage();
	const id = newId("organisation");
	const first = verify(id);
	const second = verify(id);
	walks[0]?.resolve(found(1));
	await first;
	const third = verify(id);
	assert.equal(walks.length, 2);
	walks[1]?.resolve(found(2));
	assert.deepEqual(await second, found(2));
	walks[2]?.resolve(found(3));
	assert.deepEqual(await third, found(3));
});

test("a walk that fails fails for its own, and holds up no other organisation", async () => {
	const { verify, walks, found } = stage();
	const id = newId("organisation");
	const first = verify(id);
	const second = verify(id);
	const other = verify(newId("organisation"));
	walks[1]?.resolve(found(7));
	assert.deepEqual(await other, found(7));
	walks[0]?.reject(new Error("the database went away"));
	await assert.rejects(first, /went away/);
	walks[2]?.resolve(found(1));
	assert.deepEqual(await second, found(1));
});
