import assert from "node:assert/strict";
import { test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import { createSignalPieces } from "./signal-pieces.ts";

function stage() {
	const clock = createHandClock();
	const dropped: string[] = [];
	const pieces = createSignalPieces(clock, (channel) => dropped.push(channel));
	return { clock, dropped, pieces };
}

test("pieces of two signals are joined, each by itself", () => {
	const { dropped, pieces } = stage();
	assert.equal(pieces.add("x", "a/1/2", "[1,"), undefined);
	assert.equal(pieces.add("x", "b/1/2", "[2,"), undefined);
	assert.equal(pieces.add("x", "a/2/2", "1]"), "[1,1]");
	assert.equal(pieces.add("x", "b/2/2", "2]"), "[2,2]");
	assert.deepEqual(dropped, []);
});

test("of too many incomplete signals the oldest is dropped, and its channel has missed one", () => {
	const { dropped, pieces } = stage();
	pieces.add("first", "a/1/2", "[");
	for (let n = 1; n < 100; n++) pieces.add("x", `${n}/1/2`, "[");
	assert.deepEqual(dropped, []);
	pieces.add("x", "100/1/2", "[");
	assert.deepEqual(dropped, ["first"]);
	assert.equal(pieces.add("x", "100/2/2", "]"), "[]");
});

test("of too many bytes the oldest are dropped, also when one signal has them all", () => {
	const { dropped, pieces } = stage();
	const piece = "x".repeat(1 << 20);
	for (let n = 1; n <= 16; n++) pieces.add("x", `a/${n}/99`, piece);
	assert.deepEqual(dropped, ["x"]);
	assert.equal(pieces.add("y", "b/1/2", "["), undefined);
	assert.equal(pieces.add("y", "b/2/2", "]"), "[]");
});

test("what stays incomplete for a minute, and what comes out of order, is dropped", async () => {
	const { clock, dropped, pieces } = stage();
	pieces.add("old", "a/1/2", "[");
	await clock.wind(60_000);
	pieces.add("x", "b/1/3", "[");
	assert.deepEqual(dropped, ["old"]);
	assert.equal(pieces.add("x", "b/3/3", "]"), undefined);
	assert.deepEqual(dropped, ["old", "x"]);
});
