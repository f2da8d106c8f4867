import assert from "node:assert/strict";
import { test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import type {
	AccountChange,
	AccountChanges,
} from "../people/account-changes.ts";
import { createCredentialCache } from "./credential-cache.ts";

function staged() {
	const clock = createHandClock();
	const reads: string[] = [];
	const listeners = new Set<(item: AccountChange | undefined) => void>();
	const state = { isListening: true, meanwhile: () => {} };
	const changes: AccountChanges = {
		async announce() {},
		follow(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		get isListening() {
			return state.isListening;
		},
	};
	const cache = createCredentialCache({
		clock,
		changes,
		async read(key: string) {
			reads.push(key);
			state.meanwhile();
			return key === "nobody" ? undefined : { key };
		},
		aboutOf: ({ key }) => [key, `person of ${key}`],
	});
	return {
		clock,
		cache,
		state,
		tell(...ids: string[]) {
			for (const listener of listeners) listener({ ended: ids as never });
		},
		miss() {
			for (const listener of listeners) listener(undefined);
		},
		/** Whether asking for the key reads it. */
		async isRead(key: string) {
			const before = reads.length;
			await cache.find(key);
			return reads.length > before;
		},
	};
}

test("what was found is read once, for half a minute", async () => {
	const { isRead, clock } = staged();
	assert.equal(await isRead("a"), true);
	assert.equal(await isRead("a"), false);
	await clock.wind(29_999);
	assert.equal(await isRead("a"), false);
	await clock.wind(1);
	assert.equal(await isRead("a"), true, "asking does not prolong it");
});

test("nobody is not remembered: who is added is there at once", async () => {
	const { isRead } = staged();
	assert.equal(await isRead("nobody"), true);
	assert.equal(await isRead("nobody"), true);
});

test("news drops what it is about and nothing else; missed news drops all", async () => {
	const { isRead, tell, miss } = staged();
	await isRead("a");
	await isRead("b");
	tell("person of a", "stranger");
	assert.deepEqual([await isRead("a"), await isRead("b")], [true, false]);
	miss();
	assert.deepEqual([await isRead("a"), await isRead("b")], [true, true]);
});

test("nothing is believed while news cannot be heard", async () => {
	const { isRead, state } = staged();
	await isRead("a");
	state.isListening = false;
	assert.equal(await isRead("a"), true);
	assert.equal(await isRead("a"), true);
});

test("what was read while news came in is not remembered", async () => {
	const { isRead, state, tell } = staged();
	state.meanwhile = () => tell("a");
	await isRead("a");
	state.meanwhile = () => {};
	assert.equal(await isRead("a"), true);
	assert.equal(await isRead("a"), false);
});

test("ten thousand are kept; the one used longest ago makes room", async () => {
	const { isRead } = staged();
	for (let i = 0; i < 10_000; i++) await isRead(`${i}`);
	assert.equal(await isRead("0"), false);
	await isRead("one more");
	assert.equal(await isRead("0"), false, "it was just used");
	assert.equal(await isRead("1"), true);
});
