import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createObjectStore } from "./object-store.ts";

const things = "example.com/things";

function thing(name: string, value: number, namespace = "a") {
	return {
		apiVersion: "example.com/v1",
		kind: "Thing",
		metadata: { name, namespace },
		value,
	};
}

const changes = fc.array(
	fc.record({
		name: fc.constantFrom("a", "b", "c", "d"),
		namespace: fc.constantFrom("one", "two"),
		value: fc.option(fc.integer()),
	}),
	{ maxLength: 40 },
);

test("every past list can be had again until it is forgotten", () => {
	fc.assert(
		fc.property(changes, (all) => {
			const store = createObjectStore({ historyLimit: 100 });
			const past = new Map<number, unknown>();
			const now = () => store.list(things).map((stored) => stored.object);
			past.set(0, now());
			for (const { name, namespace, value } of all) {
				if (value === null) store.remove(things, namespace, name);
				else store.put(things, thing(name, value, namespace));
				past.set(store.resourceVersion, now());
			}
			for (const [version, objects] of past) {
				const again = store.listAt(things, undefined, version);
				assert.deepEqual(
					again?.map((stored) => stored.object),
					objects,
				);
			}
		}),
	);
});

test("the changes after a version, played on its list, give the list of today", () => {
	fc.assert(
		fc.property(changes, fc.nat(40), (all, cut) => {
			const store = createObjectStore({ historyLimit: 100 });
			let copy = new Map<string, unknown>();
			let from = 0;
			for (const [index, { name, namespace, value }] of all.entries()) {
				if (index === cut) {
					from = store.resourceVersion;
					copy = new Map(
						store.list(things).map(({ key, object }) => [key, object]),
					);
				}
				if (value === null) store.remove(things, namespace, name);
				else store.put(things, thing(name, value, namespace));
			}
			for (const event of store.changesAfter(things, from) ?? []) {
				if (event.type === "DELETED") copy.delete(event.stored.key);
				else copy.set(event.stored.key, event.stored.object);
			}
			const today = store.list(things).map(({ key, object }) => [key, object]);
			assert.deepEqual([...copy].sort(), today.sort());
		}),
	);
});

test("history is bounded, and what is beyond it is known to be forgotten", () => {
	const store = createObjectStore({ historyLimit: 10 });
	for (let i = 0; i < 100; i++) store.put(things, thing("a", i));
	assert.equal(store.changesAfter(things, 1), undefined);
	assert.equal(store.listAt(things, undefined, 1), undefined);
	const kept = store.changesAfter(things, 95);
	assert.equal(kept?.length, 5);
	store.compact();
	assert.equal(store.changesAfter(things, 95), undefined);
	assert.deepEqual(store.changesAfter(things, 100), []);
});

test("lists are in the order of namespace and name, however they were filled", () => {
	const store = createObjectStore({ historyLimit: 10 });
	const names = Array.from({ length: 200 }, (_, i) => `n${(i * 7919) % 200}`);
	for (const name of names) store.put(things, thing(name, 0, "b"));
	store.put(things, thing("x", 0, "a"));
	store.put(things, thing("x", 0, "b-c"));
	const keys = store.list(things).map((stored) => stored.key);
	assert.deepEqual(keys, keys.toSorted());
	assert.equal(store.list(things, "b").length, 200);
});
