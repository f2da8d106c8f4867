import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiFailure } from "../../data/api-failure.ts";
import { bothHistories, hasOlder, readFurther } from "./read-further.ts";
import type { History } from "./use-conversation.ts";

const reading: History = { state: "reading" };
const complete: History = { state: "read", older: undefined };
const open: History = { state: "read", older: "cursor" };
const failed: History = {
	state: "failed",
	error: new ApiFailure({
		code: "X",
		kind: "internal",
		message: "",
		facts: {},
	}),
};

function read(histories: readonly [History, string][]): readonly number[] {
	const done: number[] = [];
	readFurther(
		...histories.map(([history, from], place) => ({
			history,
			list: {
				said: from === "" ? [] : [{ key: from, at: from }],
				hasOlder: true,
			},
			read: () => void done.push(place),
		})),
	);
	return done;
}

test("the list that reaches back less is read on", () => {
	assert.deepEqual(
		read([
			[open, "5"],
			[open, "3"],
		]),
		[0],
	);
	assert.deepEqual(
		read([
			[open, "3"],
			[open, "5"],
		]),
		[1],
	);
	assert.deepEqual(
		read([
			[open, ""],
			[open, "5"],
		]),
		[0],
	);
	assert.deepEqual(
		read([
			[complete, "5"],
			[open, "3"],
		]),
		[1],
	);
});

test("what failed is tried again first", () => {
	assert.deepEqual(
		read([
			[open, "5"],
			[failed, "3"],
		]),
		[1],
	);
});

test("both are read when each is", () => {
	assert.equal(bothHistories(complete, reading), reading);
	assert.equal(bothHistories(failed, open), failed);
	assert.deepEqual(bothHistories(complete, open), open);
	assert.deepEqual(bothHistories(complete, complete), complete);
});

test("a list that failed at once holds nothing up", () => {
	assert.equal(hasOlder(failed, true), false);
	assert.equal(hasOlder(failed, false), true);
	assert.equal(hasOlder(reading, true), true);
});
