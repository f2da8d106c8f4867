import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOf, matcherOf } from "./silence-draft.ts";

const pod = {
	cluster: "eu",
	group: "errors",
	title: "BackOff",
	object: { kind: "Pod", namespace: "shop", name: "cart-7d9c8b5f66-x2x8q" },
};

test("the pods that take a pod's place are silenced with it", () => {
	assert.deepEqual(matcherOf(draftOf(pod)), {
		cluster: "eu",
		group: "errors",
		namespace: "shop",
		kind: "Pod",
		name: "cart-*",
	});
	const own = { ...pod, object: { ...pod.object, name: "cart-blue" } };
	assert.equal(draftOf(own).name, "cart-blue");
});

test("what is about no object is known by its title", () => {
	assert.deepEqual(matcherOf(draftOf({ ...pod, object: null })), {
		cluster: "eu",
		group: "errors",
		text: "BackOff",
	});
});

test("a draft that says nothing matches nothing", () => {
	const empty = Object.fromEntries(
		Object.keys(draftOf(pod)).map((name) => [name, " "]),
	) as unknown as ReturnType<typeof draftOf>;
	assert.equal(matcherOf(empty), undefined);
});
