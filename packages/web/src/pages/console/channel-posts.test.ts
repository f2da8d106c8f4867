import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, mostPosts, noPosts, withPosts } from "./channel-posts.ts";
import type { NoticePost } from "./documents.ts";

function post(id: string, more: Partial<NoticePost> = {}): NoticePost {
	return {
		id,
		revision: 1,
		form: "TOPIC",
		level: "ERROR",
		title: id,
		cluster: "eu",
		count: 1,
		createdAt: `2026-01-01T00:00:0${id.at(-1)}.000Z`,
		firstAt: "2026-01-01T00:00:00.000Z",
		lastAt: "2026-01-01T00:00:00.000Z",
		resolvedAt: null,
		digest: null,
		latest: null,
		...more,
	};
}

test("a post stays where it was made when it changes", () => {
	const first = withPosts(noPosts, [post("p1"), post("p2")]);
	const changed = withPosts(first, [post("p1", { revision: 2, count: 5 })]);
	assert.deepEqual(
		changed.posts.map(({ id, count }) => [id, count]),
		[
			["p1", 5],
			["p2", 1],
		],
	);
	assert.deepEqual([...changed.edited], ["p1"]);
});

test("an older revision that comes late changes nothing", () => {
	const held = withPosts(noPosts, [post("p1", { revision: 3, count: 5 })]);
	const again = withPosts(held, [post("p1", { revision: 2, count: 4 })]);
	assert.equal(again.posts[0]?.count, 5);
	assert.equal(again.edited.size, 0);
});

test("the oldest go when there are too many, and it is said", () => {
	const many = Array.from({ length: mostPosts + 3 }, (_, place) =>
		post(`p${place}`, {
			createdAt: new Date(Date.UTC(2026, 0, 1) + place * 1000).toISOString(),
		}),
	);
	const held = withPosts(noPosts, many);
	assert.equal(held.posts.length, mostPosts);
	assert.equal(held.posts[0]?.id, "p3");
	assert.ok(held.isFull);
});

const at = (...times: string[]) =>
	times.map((time) => ({ key: time, at: time }));

test("two lists are one in the order of time", () => {
	const one = { said: at("1", "4"), hasOlder: false };
	const other = { said: at("2", "3"), hasOlder: false };
	assert.deepEqual(
		inOrder(one, other).map(({ key }) => key),
		["1", "2", "3", "4"],
	);
});

test("nothing is shown from before where one of them was not read yet", () => {
	const one = { said: at("1", "4"), hasOlder: true };
	const other = { said: at("2", "3"), hasOlder: true };
	assert.deepEqual(
		inOrder(one, other).map(({ key }) => key),
		["2", "3", "4"],
	);
	assert.deepEqual(inOrder(one, { said: [], hasOlder: true }), []);
});
